//! Everything that writes, and what operators read.

pub mod import;
mod project_reader;
mod relevant_organizations;
pub mod tables;
pub mod terminal;
pub mod writer;

pub use project_reader::{ProjectReader, Scan};
pub use relevant_organizations::Concerned;
