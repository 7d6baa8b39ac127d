//! The options of an import.

/// The options for input that is refused by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The treatment of sessions in the input.
    pub sessions: SessionPolicy,
    /// Import search pages whose next page is missing, with a warning, instead of refusing them.
    pub allow_partial: bool,
    /// Import the valid records, and leave out each record with an error, instead of refusing the whole input. Errors
    /// after which records may be missing still refuse it.
    pub skip_invalid: bool,
}

impl ImportOptions {
    /// Returns the options for tests and the local service, which import everything.
    #[must_use]
    pub fn local() -> Self {
        Self { sessions: SessionPolicy::CreateAll, allow_partial: true, skip_invalid: false }
    }
}

/// The treatment of sessions in the input. The holder of a session's token can act as the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SessionPolicy {
    /// Refuse input that contains sessions.
    #[default]
    Refuse,
    /// Write the sessions that have a token, and skip the others with a warning.
    WithToken,
    /// Write all sessions, with a random token for those without one, and return the credentials.
    CreateAll,
}

/// The mode of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write the records.
    Write,
    /// Report the changes without writing.
    DryRun,
}
