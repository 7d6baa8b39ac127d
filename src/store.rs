//! The store: one narrow read trait for each access pattern, and [`dynamodb`], which implements them.
//!
//! This module only reads. The package `org-discovery-admin` contains the writes.

pub mod dynamodb;
mod error;
mod joinable_edge;
mod reads;

pub use error::StoreError;
pub use joinable_edge::JoinableEdge;
pub use reads::{
    FoundEdges, FoundOrganizations, JoinableReads, MAX_ORGANIZATIONS, MemberReads, OrganizationReads,
    OrganizationsToRead, ProjectReads, Reads, SessionReads,
};
