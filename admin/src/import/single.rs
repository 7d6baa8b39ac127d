//! One organization or one Member in a file of its own.

use serde::{Serialize, de::DeserializeOwned};

use super::{DataFileError, Notice, entity::Reader, without_byte_order_mark};
use org_discovery::domain::{Member, Organization};

/// Reads one organization, and what was left out of it. Its Members stand elsewhere.
///
/// # Errors
/// [`DataFileError`] with every mistake that was found.
pub fn read_organization(file: &str, text: &str) -> Result<(Organization, Vec<Notice>), DataFileError> {
    read(file, text)
}

/// Reads one Member, and what was left out of it.
///
/// # Errors
/// [`DataFileError`] with every mistake that was found.
pub fn read_member(file: &str, text: &str) -> Result<(Member, Vec<Notice>), DataFileError> {
    read(file, text)
}

fn read<T: DeserializeOwned + Serialize>(file: &str, text: &str) -> Result<(T, Vec<Notice>), DataFileError> {
    let (mut reader, text) = (Reader::new(file), without_byte_order_mark(text));
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        reader.refuse("", &format!("not JSON: {error}"));
        return Err(DataFileError(reader.problems));
    }
    match reader.entity("", text, &[]) {
        Some(entity) => Ok((entity.value, reader.warnings)),
        None => Err(DataFileError(reader.problems)),
    }
}
