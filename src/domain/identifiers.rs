//! Validated identifiers of projects, organizations, Members and member sessions.

use thiserror::Error;
use uuid::Uuid;

use super::{Entropy, string_newtype::string_newtype};

/// Errors that occur when parsing an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdentifierError {
    /// The text is empty, longer than 128 characters, or contains a character that is not visible ASCII, or a `#` or
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
            /// Parses an id.
            ///
            /// # Errors
            /// [`IdentifierError::NotAnIdentifier`] if `text` cannot be part of a table key.
            pub fn parse(text: &str) -> Result<Self, IdentifierError> {
                check(text).map(Self)
            }
        }

        string_newtype!($name);
    };
}

identifier!(
    /// The id of an organization, unique in a project (`organization-test-<uuid>` in Stytch's data).
    ///
    /// Any 1 to 128 visible ASCII characters except `#` and `@` are allowed.
    OrganizationId
);
identifier!(
    /// The id of a Member, unique in a project (`member-test-<uuid>` in Stytch's data).
    MemberId
);
identifier!(
    /// The id of a member session, unique in a project (`session-test-<uuid>`). It is part of every session JWT and not
    /// a secret.
    MemberSessionId
);

impl OrganizationId {
    /// Returns a new random id, `organization-<environment>-<uuid>`.
    #[must_use]
    pub fn random(environment: Environment, entropy: &dyn Entropy) -> Self {
        Self(format!("organization-{}-{}", environment.as_str(), entropy.uuid()))
    }
}

impl MemberId {
    /// Returns a new random id, `member-<environment>-<uuid>`.
    #[must_use]
    pub fn random(environment: Environment, entropy: &dyn Entropy) -> Self {
        Self(format!("member-{}-{}", environment.as_str(), entropy.uuid()))
    }
}

impl MemberSessionId {
    /// Returns a new random id, `session-<environment>-<uuid>`.
    #[must_use]
    pub fn random(environment: Environment, entropy: &dyn Entropy) -> Self {
        Self(format!("session-{}-{}", environment.as_str(), entropy.uuid()))
    }
}

/// The environment of a project: test data or live data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// `test`.
    Test,
    /// `live`.
    Live,
}

impl Environment {
    /// Returns the environment's name in ids.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

/// The id of a project, `project-test-<uuid>` or `project-live-<uuid>`. A deployment serves one project.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectId(String);

impl ProjectId {
    /// Parses a project id.
    ///
    /// # Errors
    /// [`IdentifierError::NotAProject`] if `text` has another format. The UUID must be hyphenated and in lower case.
    ///
    /// ```
    /// use org_discovery::domain::{Environment, ProjectId};
    ///
    /// let id = ProjectId::parse("project-test-00000000-0000-4000-8000-000000000000")?;
    /// assert_eq!(id.environment(), Environment::Test);
    /// assert!(ProjectId::parse("project-00000000-0000-4000-8000-000000000000").is_err());
    /// # Ok::<(), org_discovery::domain::IdentifierError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let uuid = text.strip_prefix("project-test-").or_else(|| text.strip_prefix("project-live-"));
        match uuid.map(Uuid::try_parse) {
            Some(Ok(parsed)) if uuid == Some(parsed.to_string().as_str()) => Ok(Self(text.to_owned())),
            _ => Err(IdentifierError::NotAProject),
        }
    }

    /// Returns the environment in the id.
    #[must_use]
    pub fn environment(&self) -> Environment {
        if self.0.starts_with("project-live-") { Environment::Live } else { Environment::Test }
    }
}

string_newtype!(ProjectId);
