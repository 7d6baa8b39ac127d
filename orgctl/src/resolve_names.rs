//! Looks up organizations by id, slug or the beginning of a name, and Members by id or address.

mod member;
mod organization;
mod organization_to_delete;
mod similar;

pub use member::{MemberSelector, member};
pub use organization::{organization, organization_id, organization_id_even_if_damaged};
pub use organization_to_delete::to_delete;
pub use similar::Suggestions;
