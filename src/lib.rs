//! Organization discovery: which organizations can this person enter?

pub mod domain;
pub mod store;
