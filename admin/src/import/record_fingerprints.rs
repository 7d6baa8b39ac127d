//! The fingerprints of organizations and Members.

use std::mem::size_of;

use org_discovery::domain::Timestamp;

/// The fingerprints and the position of a record.
#[derive(Clone, Copy)]
pub(super) struct RecordFingerprint {
    pub(super) id: u64,
    pub(super) content: u64,
    pub(super) position: u64,
    pub(super) version: Version,
}

/// The fingerprints of a Member.
#[derive(Clone, Copy)]
pub(super) struct MemberFingerprint {
    pub(super) record: RecordFingerprint,
    pub(super) organization: u64,
    /// The address in the organization, comparable with retired addresses.
    pub(super) address: u64,
    pub(super) live: bool,
}

const _: () = assert!(size_of::<MemberFingerprint>() <= 64 && size_of::<RecordFingerprint>() <= 64);

/// A later record and the first record that it conflicts with, by position.
pub(super) type ConflictingPair = (u64, u64);

/// The `updated_at` of a record in 8 bytes: seconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(i64);

impl Version {
    /// No time is this early: years begin at 0000.
    const UNKNOWN: Self = Self(i64::MIN);

    pub(super) fn new(updated_at: Option<Timestamp>) -> Self {
        updated_at.map_or(Self::UNKNOWN, |time| Self(time.unix()))
    }

    pub(super) fn updated_at(self) -> Option<Timestamp> {
        Timestamp::from_unix(self.0)
    }
}
