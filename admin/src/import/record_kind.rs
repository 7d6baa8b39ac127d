//! The kinds of records.

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RecordKind {
    Organization,
    Member,
    Session,
}

/// The kinds of records to parse. Other records are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordFilter {
    All,
    Organizations,
    Members,
    Sessions,
}

impl RecordFilter {
    pub(super) fn accepts(self, kind: RecordKind) -> bool {
        match self {
            Self::All => true,
            Self::Organizations => kind == RecordKind::Organization,
            Self::Members => kind == RecordKind::Member,
            Self::Sessions => kind == RecordKind::Session,
        }
    }
}

/// A value for each kind of record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ByKind<T> {
    pub(super) organizations: T,
    pub(super) members: T,
    pub(super) sessions: T,
}

impl<T> ByKind<T> {
    pub(super) fn of(&self, kind: RecordKind) -> &T {
        match kind {
            RecordKind::Organization => &self.organizations,
            RecordKind::Member => &self.members,
            RecordKind::Session => &self.sessions,
        }
    }

    pub(super) fn of_mut(&mut self, kind: RecordKind) -> &mut T {
        match kind {
            RecordKind::Organization => &mut self.organizations,
            RecordKind::Member => &mut self.members,
            RecordKind::Session => &mut self.sessions,
        }
    }
}

impl ByKind<u64> {
    /// Returns the number of records of all kinds.
    pub(super) fn all(&self) -> u64 {
        self.organizations + self.members + self.sessions
    }
}
