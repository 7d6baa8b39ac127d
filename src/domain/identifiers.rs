//! Identifiers of the things that the project stores.

use thiserror::Error;
use uuid::Uuid;

use super::{Entropy, string_newtype::string_newtype};

/// Why a text is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdentifierError {
    /// The text is empty, longer than 128 characters, or holds a character outside the visible ASCII ones, or `#` or
    /// `@`, which separate the parts of a table key.
    #[error("expected an id of 1 to 128 visible ASCII characters without '#' and '@'")]
    NotAnIdentifier,
    /// The text is not `project-test-<uuid>` or `project-live-<uuid>`.
    #[error("expected a project id such as project-test-00000000-0000-4000-8000-000000000000")]
    NotAProject,
}

fn check(text: &str) -> Result<String, IdentifierError> {
    let visible = text.bytes().all(|b| b.is_ascii_graphic() && b != b'#' && b != b'@');
    if visible && (1..=128).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(IdentifierError::NotAnIdentifier)
    }
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Checks `text`.
            ///
            /// # Errors
            /// [`IdentifierError::NotAnIdentifier`] when it cannot stand in a table key.
            pub fn parse(text: &str) -> Result<Self, IdentifierError> {
                check(text).map(Self)
            }
        }

        string_newtype!($name);
    };
}

identifier!(
    /// Names an organization, within a project (`organization-test-<uuid>` in Stytch's data).
    OrganizationId
);
identifier!(
    /// Names a Member, within a project (`member-test-<uuid>`).
    MemberId
);
identifier!(
    /// Names a member session, within a project (`session-test-<uuid>`). Not a secret: it stands in every JWT.
    MemberSessionId
);

impl MemberSessionId {
    /// A new id, `session-<env>-<uuid>`.
    #[must_use]
    pub fn random(environment: Environment, entropy: &impl Entropy) -> Self {
        Self(format!("session-{}-{}", environment.as_str(), entropy.uuid()))
    }
}

/// Whether a project holds test data or real people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// `test`.
    Test,
    /// `live`.
    Live,
}

impl Environment {
    /// The word that stands in ids.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

/// Names the project that a deployment serves: `project-test-<uuid>` or `project-live-<uuid>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectId(String);

impl ProjectId {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`IdentifierError::NotAProject`] when it has another form.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let uuid = text.strip_prefix("project-test-").or_else(|| text.strip_prefix("project-live-"));
        match uuid.map(Uuid::try_parse) {
            Some(Ok(parsed)) if uuid == Some(parsed.to_string().as_str()) => Ok(Self(text.to_owned())),
            _ => Err(IdentifierError::NotAProject),
        }
    }

    /// Test or live, as the id says.
    #[must_use]
    pub fn environment(&self) -> Environment {
        if self.0.starts_with("project-live-") { Environment::Live } else { Environment::Test }
    }
}

string_newtype!(ProjectId);
