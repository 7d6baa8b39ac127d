//! The wire: requests in, answers out.
//!
//! Everything that only exists because callers speak HTTP and JSON is here: routes, Basic authentication, the body's form,
//! the error envelope, and the gateway's events.

mod authorization;
mod body;
mod discovery_body;
mod endpoint;
mod error;
mod gateway;
mod invocation;
mod panics;
mod record;
mod rehearsal;
mod request_id;
mod response;
mod route;
mod session_arguments;
mod time_limit;

pub use body::{EntrySize, entries_that_fit};
pub use endpoint::Endpoint;
pub use error::ApiError;
pub use invocation::Invocation;
pub use panics::keep_panics_in_records;
pub use record::{RecordedError, RequestRecord};
pub use request_id::RequestId;
pub use response::HttpResponse;
pub use route::Route;
