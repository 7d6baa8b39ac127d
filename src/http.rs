//! The HTTP API: turns gateway events into responses.
//!
//! [`App::handle`] runs a request in layers: the request context, the panic boundary, the deadline, and the handler of
//! its route.

mod app;
mod authorization;
mod body;
mod deadline;
mod error;
mod gateway_event;
mod gateway_response;
mod handler;
mod panic_boundary;
mod request;
mod request_id;
mod request_record;
mod response;
mod route;
mod routes;
mod warm_up;

pub use app::App;
pub use body::{EntrySize, entries_to_keep};
pub use error::ApiError;
pub use gateway_event::Invocation;
pub use panic_boundary::install_panic_hook;
pub use request_id::RequestId;
pub use request_record::{RecordedError, RequestRecord};
pub use response::HttpResponse;
pub use route::{Route, RouteMetrics};
