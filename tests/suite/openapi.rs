//! Compares `docs/openapi.yaml` with the requests that the service accepts and with all of its responses.

mod document;
mod enum_values;
mod errors;
mod fields;
mod requests;
mod responses;
