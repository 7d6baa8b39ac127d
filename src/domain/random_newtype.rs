//! A macro for random token types.

/// Defines a random token type: a newtype over a non-empty string.
macro_rules! random_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Returns a new random token of 128 bits in hexadecimal.
            #[must_use]
            pub fn random(entropy: &dyn $crate::domain::Entropy) -> Self {
                let mut bytes = [0; 16];
                entropy.fill(&mut bytes);
                Self($crate::domain::hex::hex(&bytes))
            }

            /// Returns the token with this text, or `None` if it is empty.
            #[must_use]
            pub fn of_text(text: String) -> Option<Self> {
                (!text.is_empty()).then_some(Self(text))
            }

            /// Parses a token. Any non-empty text is accepted, because writers may use their own format.
            ///
            /// # Errors
            /// If `text` is empty.
            pub fn parse(text: &str) -> Result<Self, &'static str> {
                if text.is_empty() { Err("expected a string that is not empty") } else { Ok(Self(text.to_owned())) }
            }
        }

        $crate::domain::string_newtype::string_newtype!($name);
    };
}

pub(super) use random_newtype;
