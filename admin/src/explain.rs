//! The additional facts that an explanation needs: every candidate organization, whether it appears in the response or
//! not.
//!
//! An explanation uses the facts of the response first, because the response follows from them. The additional facts
//! are kept separately.

mod relevant_organizations;
mod search;

pub use relevant_organizations::RelevantOrganizations;
