//! The outcome of a write.

/// The effect of a write, or of a write that is only planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The object did not exist and was added.
    Added,
    /// The object existed and was changed.
    Changed,
    /// The object existed and was removed.
    Removed,
    /// The stored state was already the requested one.
    Unchanged,
    /// No object has this id.
    Absent,
}

impl Outcome {
    /// Returns whether the write changed a table.
    #[must_use]
    pub fn is_write(self) -> bool {
        matches!(self, Self::Added | Self::Changed | Self::Removed)
    }
}
