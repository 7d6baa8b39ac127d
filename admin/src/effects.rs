//! The effects of a change on people, as sentences for an operator.

mod member;
mod organization;

pub use member::of_member_change;
pub use organization::of_organization_change;
