//! Partition keys: the project's id, and the name of something in the project.

use crate::domain::ProjectId;

/// The name in a partition key; `None` when the key belongs to another project.
#[must_use]
pub fn name_of_partition<'k>(key: &'k str, project: &ProjectId) -> Option<&'k str> {
    key.strip_prefix(project.as_str())?.strip_prefix('#')
}
