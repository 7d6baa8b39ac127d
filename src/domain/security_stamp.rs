//! Security stamps, which invalidate sessions together with the Member's credentials.

use super::{Entropy, credential::hex, string_newtype::string_newtype};

/// A random value that a Member keeps until it is deleted, erased or moved to another address. A member session copies it,
/// and is valid only while the Member has the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecurityStamp(String);

impl SecurityStamp {
    /// Returns a new random security stamp.
    #[must_use]
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(hex(&bytes))
    }

    /// Parses any text that is not empty: a writer in another language may use another format.
    ///
    /// # Errors
    /// When `text` is empty.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Err("expected a text that is not empty") } else { Ok(Self(text.to_owned())) }
    }
}

string_newtype!(SecurityStamp);
