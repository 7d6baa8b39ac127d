//! `docs/openapi.yaml`: every answer matches the document, and the document describes nothing that the code does not have.

mod answers;
mod document;
mod enum_values;
mod errors;
mod fields;
mod requests;
