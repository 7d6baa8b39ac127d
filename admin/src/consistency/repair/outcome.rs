//! The result of one repair.

use serde_json::Value;

use crate::transactions::Committed;

/// The result of one repair.
pub(super) enum RepairOutcome {
    /// The inconsistency is repaired.
    Repaired,
    /// The inconsistency is repaired, and the repair removed this data.
    Removed(Value),
    /// The inconsistency no longer exists, other writers changed the same items, or it cannot be repaired.
    NotRepaired,
}

impl From<Committed> for RepairOutcome {
    fn from(committed: Committed) -> Self {
        match committed {
            Committed::Yes => Self::Repaired,
            Committed::Conflict => Self::NotRepaired,
        }
    }
}
