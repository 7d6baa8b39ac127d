//! Options of an import.

/// Input that is imported only on request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The treatment of sessions in the input.
    pub sessions: SessionPolicy,
    /// Take pages of a search after which more pages follow, instead of refusing them.
    pub allow_partial: bool,
}

impl ImportOptions {
    /// Returns the options for data of a test or of a service on this machine: everything is imported.
    #[must_use]
    pub fn local() -> Self {
        Self { sessions: SessionPolicy::CreateAll, allow_partial: true }
    }
}

/// The treatment of sessions in the input. A session lets the holder of its token act as the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SessionPolicy {
    /// Refuse input that contains sessions.
    #[default]
    Refuse,
    /// Write the sessions that have a token, and leave the others out with a warning.
    WithToken,
    /// Write the sessions that have no token too, each with a new random token, and return the credentials of all.
    CreateAll,
}

/// Whether to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write.
    Write,
    /// Report what would be written.
    DryRun,
}
