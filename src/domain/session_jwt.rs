//! Session JWTs: signed, short-lived references to member sessions.
//!
//! The signature proves that the JWT is authentic, and the stored session determines whether it is valid. A JWT can
//! therefore be used after its `exp`, and revoking a session invalidates all of its JWTs immediately. In all other
//! respects the verification follows RFC 8725: a single algorithm, keys only from the project's key set and never from
//! the JWT, and a size limit before parsing.

mod issued_claims;

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, crypto};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Map, Value};
use thiserror::Error;

pub use issued_claims::IssuedSession;

use super::{
    AuthenticationFactors, EmailAddress, MemberId, MemberSessionId, OrganizationId, Project, ProjectId,
    Timestamp,
};

/// Errors that occur when parsing or verifying a session JWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SessionJwtError {
    /// The text is not a JWT or is larger than 8 KiB.
    #[error("the token cannot be parsed as a session JWT")]
    Unparsable,
    /// No key of the project has the JWT's `kid`. The caller may retry with a fresh copy of the key set, because the
    /// key may have been added recently.
    #[error("the token is signed by a key that is not one of the project's")]
    UnknownKey,
    /// The algorithm, the signature or a claim is not valid, or a claim is missing.
    #[error("the token's signature or claims are not valid")]
    Invalid,
    /// The issuer is neither the project nor one of its further issuers.
    #[error("the token's issuer is not one of the project's")]
    Issuer,
    /// The audience does not contain the project.
    #[error("the token's audience is not this project")]
    Audience,
}

/// A parsed session JWT that is not verified yet.
///
/// [`verify`](Self::verify) is the only access to its claims. Debug output does not contain the JWT.
#[derive(Clone)]
pub struct SessionJwt {
    text: String,
    signed: usize,
    header: Header,
    claims: Claims,
}

/// The claims of a verified session JWT.
#[derive(Debug, Clone)]
pub struct SessionClaims {
    /// The id of the session.
    pub member_session_id: MemberSessionId,
    /// The session's Member.
    pub member_id: MemberId,
    /// The Member's organization.
    pub organization_id: OrganizationId,
    /// The address in the factors, if any. It allows reading the session and the Members concurrently.
    pub email_address: Option<EmailAddress>,
}

#[derive(Debug, Clone, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    jku: Option<IgnoredAny>,
    jwk: Option<IgnoredAny>,
    x5u: Option<IgnoredAny>,
    x5c: Option<IgnoredAny>,
    crit: Option<IgnoredAny>,
}

/// The claims of [`Claims`] that must be objects.
const OBJECT_CLAIMS: [&str; 2] = ["https://stytch.com/session", "https://stytch.com/organization"];

#[derive(Clone, Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    sub: Option<MemberId>,
    exp: Option<f64>,
    nbf: Option<f64>,
    iat: Option<f64>,
    #[serde(rename = "https://stytch.com/session")]
    session: Option<SessionClaim>,
    #[serde(rename = "https://stytch.com/organization")]
    organization: Option<OrganizationClaim>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Deserialize)]
struct SessionClaim {
    id: MemberSessionId,
    #[serde(default)]
    authentication_factors: AuthenticationFactors,
}

#[derive(Clone, Deserialize)]
struct OrganizationClaim {
    organization_id: OrganizationId,
}

impl SessionJwt {
    /// The largest JWT that is accepted, in bytes.
    pub const MAX_LEN: usize = 8 * 1024;
    const LEEWAY_SECONDS: f64 = 60.0;

    /// Parses a JWT without verifying it.
    ///
    /// # Errors
    /// [`SessionJwtError::Unparsable`] if `text` is larger than 8 KiB, does not have three base64url parts, or its
    /// header or claims are not JSON objects; [`SessionJwtError::Invalid`] if a claim has the wrong type.
    pub fn parse(text: &str) -> Result<Self, SessionJwtError> {
        if text.len() > Self::MAX_LEN {
            return Err(SessionJwtError::Unparsable);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(SessionJwtError::Unparsable)?;
        let (header, claims) = signed.split_once('.').ok_or(SessionJwtError::Unparsable)?;
        decode(signature)?;
        let header = object(&decode(header)?)?;
        let claims = decode(claims)?;
        let fields: Map<String, Value> = object(&claims)?;
        if OBJECT_CLAIMS.iter().any(|claim| fields.get(*claim).is_some_and(|value| !value.is_object())) {
            return Err(SessionJwtError::Invalid);
        }
        Ok(Self {
            signed: signed.len(),
            text: text.to_owned(),
            header,
            claims: serde_json::from_slice(&claims).map_err(|_| SessionJwtError::Invalid)?,
        })
    }

    /// Verifies the signature and the claims, and returns the claims that identify the session.
    ///
    /// `exp` must be a number but may be in the past. `nbf` and `iat` may be up to 60 seconds in the future.
    ///
    /// # Errors
    /// All variants of [`SessionJwtError`] except [`SessionJwtError::Unparsable`].
    pub fn verify(
        &self,
        project_id: &ProjectId,
        project: &Project,
        now: Timestamp,
    ) -> Result<SessionClaims, SessionJwtError> {
        self.check_header()?;
        self.check_signature(project)?;
        self.check_times(now)?;
        self.check_issuer_and_audience(project_id, project)?;
        self.claims.session_claims().ok_or(SessionJwtError::Invalid)
    }

    fn check_header(&self) -> Result<(), SessionJwtError> {
        let Header { alg, kid: _, typ, jku, jwk, x5u, x5c, crit } = &self.header;
        let contains_key = jku.is_some() || jwk.is_some() || x5u.is_some() || x5c.is_some();
        let is_other_type = typ.as_ref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT"));
        if alg != "RS256" || contains_key || is_other_type || crit.is_some() {
            return Err(SessionJwtError::Invalid);
        }
        Ok(())
    }

    fn check_signature(&self, project: &Project) -> Result<(), SessionJwtError> {
        let kid = self.header.kid.as_deref().ok_or(SessionJwtError::Invalid)?;
        let key = project.keys().get(kid).ok_or(SessionJwtError::UnknownKey)?;
        let (message, signature) = (&self.text[..self.signed], &self.text[self.signed + 1..]);
        match crypto::verify(signature, message.as_bytes(), key, Algorithm::RS256) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(SessionJwtError::Invalid),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
    fn check_times(&self, now: Timestamp) -> Result<(), SessionJwtError> {
        let Claims { exp: Some(_), nbf: Some(nbf), iat: Some(iat), .. } = &self.claims else {
            return Err(SessionJwtError::Invalid);
        };
        let latest = now.unix() as f64 + Self::LEEWAY_SECONDS;
        if *nbf > latest || *iat > latest {
            return Err(SessionJwtError::Invalid);
        }
        Ok(())
    }

    fn check_issuer_and_audience(&self, id: &ProjectId, project: &Project) -> Result<(), SessionJwtError> {
        let is_issuer = |iss: &str| {
            iss.strip_prefix("stytch.com/") == Some(id.as_str()) || project.jwt_issuers().contains(iss)
        };
        if !self.claims.iss.as_deref().is_some_and(is_issuer) {
            return Err(SessionJwtError::Issuer);
        }
        let is_audience = match &self.claims.aud {
            Some(Audience::One(audience)) => audience == id.as_str(),
            Some(Audience::Many(audiences)) => audiences.iter().any(|a| a == id.as_str()),
            None => false,
        };
        if is_audience { Ok(()) } else { Err(SessionJwtError::Audience) }
    }
}

impl Claims {
    fn session_claims(&self) -> Option<SessionClaims> {
        let session = self.session.as_ref()?;
        Some(SessionClaims {
            member_session_id: session.id.clone(),
            member_id: self.sub.clone()?,
            organization_id: self.organization.as_ref()?.organization_id.clone(),
            email_address: session.authentication_factors.email_address().cloned(),
        })
    }
}

/// Parses a JSON object. The check is necessary because serde also accepts an array of the field values for a struct.
fn object<T: DeserializeOwned>(json: &[u8]) -> Result<T, SessionJwtError> {
    if json.trim_ascii_start().first() != Some(&b'{') {
        return Err(SessionJwtError::Unparsable);
    }
    serde_json::from_slice(json).map_err(|_| SessionJwtError::Unparsable)
}

fn decode(part: &str) -> Result<Vec<u8>, SessionJwtError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| SessionJwtError::Unparsable)
}

/// Hides the text, because a JWT is a credential.
impl fmt::Debug for SessionJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionJwt(…)")
    }
}
