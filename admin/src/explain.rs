//! Explains a response: which organizations a session shows, which it does not show, and why.
//!
//! An explanation uses the facts of the response first, because the response follows from them. The additional facts,
//! about every candidate organization whether it appears in the response or not, are kept separately.
//!
//! | module | content |
//! |---|---|
//! | [`Report`] | the explanation as text and as JSON |
//! | [`RelevantOrganizations`] | the candidate organizations with their state |
//! | `search` | the scan for organizations that are related to a person |
//! | `organization_text`, `organization_json` | one organization |
//! | `rule_text`, `rule_json` | a rule and what it found |
//! | `remedy_text`, `remedy_json` | the changes that would show an organization |
//! | `uncounted_factor_text` | why a factor does not count |
//! | `exchange_effect` | what an exchange would do |
//! | `entry_requirements` | the membership type and the remaining steps |

mod entry_requirements;
mod exchange_effect;
mod organization_json;
mod organization_text;
mod relevant_organizations;
mod remedy_json;
mod remedy_text;
mod report;
mod rule_json;
mod rule_text;
mod scope;
mod search;
mod session_text;
mod uncounted_factor_text;

pub use entry_requirements::{membership_type, remaining_steps};
pub use relevant_organizations::RelevantOrganizations;
pub use remedy_text::changes_text;
pub use report::Report;
pub use scope::Scope;
