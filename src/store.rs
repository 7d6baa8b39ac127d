//! Where facts are kept.
//!
//! Reading is a handful of narrow traits in the domain's own words, one for each access pattern, and the function holds
//! nothing else. Writing is [`dynamodb::Writer`], which keeps what is derived (joinable edges, counters) true in the same
//! transaction as the change itself.

pub mod dynamodb;
mod error;
mod joinable_edge;
mod meter;
mod reads;
mod retries;

pub use error::StoreError;
pub use joinable_edge::JoinableEdge;
pub use meter::{Meter, ReadCost, wave};
pub use reads::{
    AddressMembers, FoundEdges, FoundOrganizations, JoinableReads, MOST_ORGANIZATIONS, MemberReads,
    OrganizationReads, OrganizationsWanted, ProjectReads, Reads, SessionReads,
};
pub use retries::with_retries;
