//! Compares `docs/openapi.yaml` with the requests that the service accepts and with all of its responses.

pub mod document;
mod enum_values;
pub mod errors;
mod exchange_errors;
mod exchange_requests;
mod exchange_responses;
mod fields;
mod requests;
mod responses;
