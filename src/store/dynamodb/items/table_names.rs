//! The names of the five tables in one deployment.

/// The tables' names in one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNames {
    /// Secrets and keys.
    pub projects: String,
    /// Sessions by what names them.
    pub sessions: String,
    /// Members by address.
    pub members: String,
    /// Organizations by what makes them joinable.
    pub joinable: String,
    /// Organizations and their counters.
    pub organizations: String,
}

impl TableNames {
    /// The names that begin with `prefix`: `prefix` and `-projects`, and so on.
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
