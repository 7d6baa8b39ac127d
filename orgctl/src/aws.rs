//! The connection to AWS: its settings, its clients, and the failed calls.

mod client;
mod endpoint;
mod failed_call;
mod failure_text;
mod http_client;
mod observed_calls;
mod profile;

pub use client::{Clients, connect};
pub use endpoint::{Endpoint, is_loopback};
pub use failed_call::FailedCalls;
pub use failure_text::{FailureText, store_failure_text};
pub use http_client::Writes;
pub use profile::profile_names;
