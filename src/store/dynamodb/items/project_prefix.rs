//! Partition keys, which begin with the project id and `#`.

use crate::domain::ProjectId;

/// Returns a partition key without the project prefix, or `None` if the key belongs to another project.
#[must_use]
pub fn strip_project_prefix<'k>(key: &'k str, project: &ProjectId) -> Option<&'k str> {
    key.strip_prefix(project.as_str())?.strip_prefix('#')
}
