//! Names for moments.

use super::{Entropy, credential::hex, text::checked_text};

/// A random name for one state of something: two states never share it, also when the second looks like the first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stamp(String);

impl Stamp {
    /// A new one.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(hex(&bytes))
    }

    /// Takes any text that is not empty: whoever writes items in another language may name moments in their own way.
    ///
    /// # Errors
    /// When `text` is empty.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Err("expected a text that is not empty") } else { Ok(Self(text.to_owned())) }
    }
}

checked_text!(Stamp);
