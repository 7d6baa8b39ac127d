//! The read side of the store: one narrow trait for each access pattern, and [`dynamodb`] that implements them.
//!
//! Nothing here writes. The package `org-discovery-admin` has the write side.

pub mod dynamodb;
mod error;
mod joinable_edge;
mod reads;

pub use error::StoreError;
pub use joinable_edge::JoinableEdge;
pub use reads::{
    FoundEdges, FoundOrganizations, JoinableReads, MOST_ORGANIZATIONS, MemberReads, OrganizationReads,
    OrganizationsWanted, ProjectReads, Reads, SessionReads,
};
