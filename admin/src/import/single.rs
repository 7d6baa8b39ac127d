//! One organization or one Member in a file of its own.

use serde::{Serialize, de::DeserializeOwned};

use super::{diagnostics::Diagnostic, entity::EntityParser, error::SingleRecordError};
use org_discovery::domain::{Member, Organization};

/// Parses one organization, and returns it with a warning for each unknown field. Its Members are not part of it.
///
/// # Errors
/// [`SingleRecordError`] with every mistake that was found.
pub fn read_organization(
    file: &str,
    text: &str,
) -> Result<(Organization, Vec<Diagnostic>), SingleRecordError> {
    read(file, text)
}

/// Parses one Member, and returns it with a warning for each unknown field.
///
/// # Errors
/// [`SingleRecordError`] with every mistake that was found.
pub fn read_member(file: &str, text: &str) -> Result<(Member, Vec<Diagnostic>), SingleRecordError> {
    read(file, text)
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
