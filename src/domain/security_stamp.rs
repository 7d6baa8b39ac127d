//! Security stamps, which invalidate sessions together with the Member's credentials.

use super::random_token::random_token;

random_token!(
    /// A random value that a Member keeps until it is deleted, erased or moved to another address. A member session copies it,
    /// and is valid only while the Member has the same one.
    SecurityStamp
);
