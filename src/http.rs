//! The HTTP API: turns gateway events into responses.
//!
//! [`handle`] runs a request of an [`Api`] in layers: the request context, the panic boundary, the deadline, and the
//! handler of its route. [`App`] is the API of the discovery function.

mod api;
mod app;
mod authenticated_body;
mod authorization;
mod body;
mod body_fields;
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

pub use api::{Api, Handler, HandlerFuture, RouteEntry};
pub use app::{App, TIME_BUDGET};
pub use authenticated_body::authenticated_body;
pub use body::{EntrySize, entries_to_keep};
pub use body_fields::{NOT_ONE_OBJECT, parse_fields, parse_token, text_field};
pub use error::ApiError;
pub use gateway_event::Invocation;
pub use handler::handle;
pub use panic_boundary::install_panic_hook;
pub use request::HttpRequest;
pub use request_id::RequestId;
pub use request_record::{ExchangeRecord, RecordedError, RequestRecord};
pub use response::HttpResponse;
pub use route::{Route, RouteMetrics};
