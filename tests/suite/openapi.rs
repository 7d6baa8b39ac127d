//! `docs/openapi.yaml` and the service say the same: every answer fits the document, and the document has nothing that the
//! code has not.

mod answers;
mod document;
mod enum_values;
mod errors;
mod fields;
mod requests;
