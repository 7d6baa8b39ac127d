//! The issuers of session JWTs that a project accepts in addition to `stytch.com/<project_id>`.

mod jwt_issuer;

use std::fmt;

pub use jwt_issuer::{JwtIssuer, JwtIssuerError};

use super::ProjectError;

/// The further issuers of a project's session JWTs, at most [`MAX`](Self::MAX), without duplicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JwtIssuers {
    issuers: Vec<JwtIssuer>,
    ignored: Vec<IgnoredIssuer>,
}

/// A stored issuer that is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IgnoredIssuer {
    /// The position in the stored list, starting at 1.
    pub position: usize,
    /// The reason, or `None` for an issuer over the limit.
    pub error: Option<JwtIssuerError>,
}

/// The reason. The issuer itself is untrusted text of any length.
impl fmt::Display for IgnoredIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => error.fmt(f),
            None => write!(f, "a project has at most {} further issuers", JwtIssuers::MAX),
        }
    }
}

impl JwtIssuers {
    /// The largest number of further issuers.
    pub const MAX: usize = 5;

    /// Parses stored issuers. Invalid issuers and those over the limit are not accepted; [`ignored`](Self::ignored)
    /// returns them. One wrong issuer must not disable the project's secrets and keys.
    #[must_use]
    pub fn parse_lenient<'i>(texts: impl IntoIterator<Item = &'i str>) -> Self {
        let mut parsed = Self::default();
        for (index, text) in texts.into_iter().enumerate() {
            let inserted = JwtIssuer::parse(text).map(|issuer| parsed.insert(issuer));
            let error = match inserted {
                Ok(true) => continue,
                Ok(false) => None,
                Err(error) => Some(error),
            };
            parsed.ignored.push(IgnoredIssuer { position: index + 1, error });
        }
        parsed
    }

    /// Inserts the issuer, unless the list contains it. Returns false if the list is full.
    fn insert(&mut self, issuer: JwtIssuer) -> bool {
        if self.issuers.contains(&issuer) {
            return true;
        }
        let has_room = self.issuers.len() < Self::MAX;
        if has_room {
            self.issuers.push(issuer);
        }
        has_room
    }

    /// Returns true if the `iss` of a JWT is one of these issuers. The comparison is exact.
    #[must_use]
    pub fn contains(&self, iss: &str) -> bool {
        self.iter().any(|issuer| issuer == iss)
    }

    /// Returns the issuers in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.issuers.iter().map(JwtIssuer::as_str)
    }

    /// Returns the stored issuers that are not accepted. They are never stored again.
    #[must_use]
    pub fn ignored(&self) -> &[IgnoredIssuer] {
        &self.ignored
    }

    /// Adds an issuer. Adding it twice changes nothing.
    ///
    /// # Errors
    /// [`ProjectError::TooManyIssuers`] if the list is full.
    pub fn with(mut self, issuer: JwtIssuer) -> Result<Self, ProjectError> {
        if self.insert(issuer) { Ok(self) } else { Err(ProjectError::TooManyIssuers) }
    }

    /// Removes the issuer.
    ///
    /// # Errors
    /// [`ProjectError::UnknownIssuer`] if it is not in the list.
    pub fn without(mut self, issuer: &str) -> Result<Self, ProjectError> {
        let index = self.iter().position(|known| known == issuer);
        let index = index.ok_or_else(|| ProjectError::UnknownIssuer { issuer: issuer.to_owned() })?;
        self.issuers.remove(index);
        Ok(self)
    }
}
