//! Parses a file that contains a single organization or Member.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    diagnostics::Diagnostic,
    entity::EntityParser,
    error::{SingleRecordError, UnknownFields},
};
use org_discovery::domain::{Member, Organization};

/// Parses an organization without its Members, and returns it with a warning for each unknown field.
///
/// # Errors
/// [`SingleRecordError`] with the errors in the file.
pub fn read_organization(
    file: &str,
    text: &str,
) -> Result<(Organization, Vec<Diagnostic>), SingleRecordError> {
    read(file, text)
}

/// Parses a Member, and returns it with a warning for each unknown field.
///
/// # Errors
/// [`SingleRecordError`] with the errors in the file.
pub fn read_member(file: &str, text: &str) -> Result<(Member, Vec<Diagnostic>), SingleRecordError> {
    read(file, text)
}

/// Refuses a parsed record with unknown fields.
///
/// # Errors
/// [`UnknownFields`].
pub fn refuse_unknown(unknown: &[Diagnostic]) -> Result<(), UnknownFields> {
    if unknown.is_empty() {
        return Ok(());
    }
    Err(UnknownFields(unknown.iter().map(|field| field.to_string().replace(" was ignored", "")).collect()))
}

fn read<T: DeserializeOwned + Serialize>(
    file: &str,
    text: &str,
) -> Result<(T, Vec<Diagnostic>), SingleRecordError> {
    let mut parser = EntityParser::new(file);
    let Some(raw) = parser.valid_json("", text) else {
        return Err(SingleRecordError(parser.problems));
    };
    match parser.entity("", raw.get(), &[]) {
        Some(entity) => Ok((entity.value, parser.warnings)),
        None => Err(SingleRecordError(parser.problems)),
    }
}
