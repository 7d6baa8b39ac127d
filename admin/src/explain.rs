//! The facts of an explanation that the answer itself does not need: the organizations that could be meant.
//!
//! An explanation uses the facts of the answer first, because the answer was decided by them. The facts that are read here
//! are kept apart from them.

mod relevant_organizations;
mod search;

pub use relevant_organizations::RelevantOrganizations;
