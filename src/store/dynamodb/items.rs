//! The data model: keys and attributes of all items, one file for each table.
//!
//! `docs/data-model.md` describes the same items for writers in other languages.

pub mod attributes;
pub mod checksummed_object;
pub mod joinable;
pub mod members;
pub mod organizations;
pub mod project_prefix;
pub mod projects;
pub mod retired_addresses;
pub mod sessions;
pub mod slugs;
mod table_names;

pub use table_names::TableNames;
