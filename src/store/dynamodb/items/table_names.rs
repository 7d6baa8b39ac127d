//! The table names of a deployment.

/// The names of the five tables in one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNames {
    /// Project secrets and key sets.
    pub projects: String,
    /// Sessions by credential.
    pub sessions: String,
    /// Members by email address.
    pub members: String,
    /// Organizations by joinable edge.
    pub joinable: String,
    /// Organizations, counters and slugs.
    pub organizations: String,
}

impl TableNames {
    /// Returns the names with a prefix: `<prefix>-projects`, and so on.
    #[must_use]
    pub fn with_prefix(prefix: &str) -> Self {
        Self {
            projects: format!("{prefix}-projects"),
            sessions: format!("{prefix}-sessions"),
            members: format!("{prefix}-members"),
            joinable: format!("{prefix}-joinable"),
            organizations: format!("{prefix}-organizations"),
        }
    }
}
