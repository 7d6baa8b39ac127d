//! The effect of a repair on stored data.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    damaged_item::DamagedKind,
    inconsistency::Inconsistency::{
        self, ClaimedDomainShared, CounterWrong, Damaged, EdgeExtra, EdgeMissing, EdgesPending,
        MemberAttributes, MemberIdDangling, MemberIdMissing, MemberMiscounted, MembershipDangling,
        PasswordIdShared, RetiredAddressExtra, RetiredAddressMissing, SessionPairDiffers,
        SessionPairIncomplete, SlugExtra, SlugMissing, SsoConnectionShared, TotpIdShared,
    },
};

/// The effect of a repair on stored data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairAction {
    /// It writes or deletes derived data. Nothing is lost.
    Rebuild,
    /// It erases a Member whose organization does not exist.
    EraseMember,
    /// It revokes a session.
    RevokeSession,
    /// It removes a damaged item.
    RemoveDamaged,
}

impl RepairAction {
    /// Every action.
    #[must_use]
    pub fn all() -> BTreeSet<Self> {
        BTreeSet::from([Self::Rebuild, Self::EraseMember, Self::RevokeSession, Self::RemoveDamaged])
    }

    /// Returns true if data is lost that cannot be derived from other items.
    #[must_use]
    pub fn loses_data(self) -> bool {
        self != Self::Rebuild
    }
}

impl Inconsistency {
    /// Returns what a repair does, or `None` if only an operator can decide how to repair it.
    #[must_use]
    pub fn repair_action(&self) -> Option<RepairAction> {
        match self {
            EdgeMissing { .. }
            | EdgeExtra { .. }
            | EdgesPending { .. }
            | CounterWrong { .. }
            | MemberMiscounted { .. }
            | MemberAttributes { .. }
            | MemberIdMissing { taken_by: None, .. }
            | MemberIdDangling { .. }
            | RetiredAddressMissing { taken_by: None, .. }
            | RetiredAddressExtra { .. }
            | SlugMissing { taken_by: None, .. }
            | SlugExtra { .. } => Some(RepairAction::Rebuild),
            MembershipDangling { .. } => Some(RepairAction::EraseMember),
            SessionPairIncomplete { .. } | SessionPairDiffers { .. } => Some(RepairAction::RevokeSession),
            Damaged { item, is_of_newer_version: false, .. } => of_damaged(*item),
            Damaged { .. }
            | MemberIdMissing { .. }
            | RetiredAddressMissing { .. }
            | SlugMissing { .. }
            | SsoConnectionShared { .. }
            | ClaimedDomainShared { .. }
            | PasswordIdShared { .. }
            | TotpIdShared { .. } => None,
        }
    }
}

/// An organization is never removed, because its Members would be dangling; writing the organization replaces the item.
/// A project is not removed either, because it contains secrets. Only its revision can be derived.
fn of_damaged(item: DamagedKind) -> Option<RepairAction> {
    match item {
        DamagedKind::Organization | DamagedKind::Project | DamagedKind::ProjectSecrets => None,
        DamagedKind::ProjectRevision => Some(RepairAction::Rebuild),
        DamagedKind::Slug
        | DamagedKind::Counter
        | DamagedKind::Member
        | DamagedKind::MemberId
        | DamagedKind::RetiredAddress
        | DamagedKind::Edge
        | DamagedKind::Session => Some(RepairAction::RemoveDamaged),
    }
}
