//! Security stamps, which invalidate the sessions of a Member.

use super::random_newtype::random_newtype;

random_newtype!(
    /// The security stamp of a Member.
    ///
    /// A member session copies the stamp and is valid only while the Member has the same one. A Member keeps its stamp
    /// until it is erased, moved to another address, or reactivated after a deletion.
    SecurityStamp
);
