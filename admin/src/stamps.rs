//! Random revisions and security stamps.

use std::fmt;

use org_discovery::domain::{Entropy, Revision, SecurityStamp};

/// Generates the random values that writes store.
#[derive(Clone, Copy)]
pub(crate) struct Stamps<'w>(&'w dyn Entropy);

impl fmt::Debug for Stamps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stamps").finish_non_exhaustive()
    }
}

impl<'w> Stamps<'w> {
    /// Creates a generator that uses `entropy`.
    pub(crate) fn new(entropy: &'w dyn Entropy) -> Self {
        Self(entropy)
    }

    /// Returns a new revision.
    pub(crate) fn revision(self) -> Revision {
        Revision::random(self.0)
    }

    /// Returns a new security stamp.
    pub(crate) fn security_stamp(self) -> SecurityStamp {
        SecurityStamp::random(self.0)
    }
}
