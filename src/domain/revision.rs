//! Opaque revision tokens for optimistic locking.

use super::{Entropy, credential::hex, string_newtype::string_newtype};

/// A random token for one state of a stored item. Every write replaces it, so an equal token means an unchanged item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Revision(String);

impl Revision {
    /// Returns a new random revision.
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

string_newtype!(Revision);
