//! The outcome of a write.

/// The effect of a write or of a planned write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The object was added.
    Added,
    /// The object was changed.
    Changed,
    /// The object was removed.
    Removed,
    /// The object was already in the requested state.
    Unchanged,
    /// The object does not exist.
    Absent,
}

impl Outcome {
    /// Returns true if the write changed a table.
    #[must_use]
    pub fn is_write(self) -> bool {
        matches!(self, Self::Added | Self::Changed | Self::Removed)
    }
}
