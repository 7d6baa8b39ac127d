//! Session JWTs: signed, short-lived names of member sessions.
//!
//! The signature proves the caller; the session's row decides. So a token past its `exp` still names its session, and a
//! revoked session makes every token of it worthless at once. Everything else follows RFC 8725: one algorithm, keys only
//! from the project's own set, no key or address of one taken from the token, and a size limit before any parsing.

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

/// Why a text does not name a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SessionJwtError {
    /// Not a JWT at all, or over 8 KiB.
    #[error("the token cannot be parsed as a session JWT")]
    Unparsable,
    /// The key is not one of the project's. A newly added key may only be unknown to a copy of the set.
    #[error("the token is signed by a key that is not one of the project's")]
    UnknownKey,
    /// Another algorithm, a wrong signature, a missing or impossible claim.
    #[error("the token's signature or claims are not valid")]
    Invalid,
    /// Made by somebody else.
    #[error("the token's issuer is not this project")]
    Issuer,
    /// Made for somebody else.
    #[error("the token's audience is not this project")]
    Audience,
}

/// The text of a session JWT, split but not believed.
#[derive(Clone)]
pub struct SessionJwt {
    text: String,
    signed: usize,
    header: Header,
    claims: Claims,
}

/// What a verified token says.
#[derive(Debug, Clone)]
pub struct SessionClaims {
    /// The session that it names.
    pub member_session_id: MemberSessionId,
    /// The Member whom it was made for.
    pub member_id: MemberId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The address that the signed factors name, if any: lets two reads go side by side.
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

/// The claims that hold objects, as the fields below name them.
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
    const LARGEST: usize = 8 * 1024;
    const LEEWAY_SECONDS: f64 = 60.0;

    /// Takes a token apart.
    ///
    /// # Errors
    /// [`SessionJwtError::Unparsable`] when it is larger than 8 KiB or has not three parts, or its header is no JSON;
    /// [`SessionJwtError::Invalid`] when its claims are not of the right types.
    pub fn parse(text: &str) -> Result<Self, SessionJwtError> {
        if text.len() > Self::LARGEST {
            return Err(SessionJwtError::Unparsable);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(SessionJwtError::Unparsable)?;
        let (header, claims) = signed.split_once('.').ok_or(SessionJwtError::Unparsable)?;
        decode(signature)?;
        let header = object(&decode(header)?)?;
        let claims = decode(claims)?;
        let plain: Map<String, Value> = object(&claims)?;
        if OBJECT_CLAIMS.iter().any(|claim| plain.get(*claim).is_some_and(|value| !value.is_object())) {
            return Err(SessionJwtError::Invalid);
        }
        Ok(Self {
            signed: signed.len(),
            text: text.to_owned(),
            header,
            claims: serde_json::from_slice(&claims).map_err(|_| SessionJwtError::Invalid)?,
        })
    }

    /// Believes the token, or says why not. `exp` must be a number and may lie in the past.
    ///
    /// # Errors
    /// Every [`SessionJwtError`] but [`SessionJwtError::Unparsable`].
    pub fn verify(
        &self,
        project_id: &ProjectId,
        project: &Project,
        now: Timestamp,
    ) -> Result<SessionClaims, SessionJwtError> {
        self.check_header()?;
        self.check_signature(project)?;
        self.check_times(now)?;
        self.check_parties(project_id)?;
        self.claims.session_claims().ok_or(SessionJwtError::Invalid)
    }

    fn check_header(&self) -> Result<(), SessionJwtError> {
        let Header { alg, kid: _, typ, jku, jwk, x5u, x5c, crit } = &self.header;
        let brings_a_key = jku.is_some() || jwk.is_some() || x5u.is_some() || x5c.is_some();
        let other_type = typ.as_ref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT"));
        if alg != "RS256" || brings_a_key || other_type || crit.is_some() {
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

    fn check_parties(&self, project_id: &ProjectId) -> Result<(), SessionJwtError> {
        let issuer = self.claims.iss.as_deref().and_then(|iss| iss.strip_prefix("stytch.com/"));
        if issuer != Some(project_id.as_str()) {
            return Err(SessionJwtError::Issuer);
        }
        let meant = match &self.claims.aud {
            Some(Audience::One(audience)) => audience == project_id.as_str(),
            Some(Audience::Many(audiences)) => audiences.iter().any(|a| a == project_id.as_str()),
            None => false,
        };
        if meant { Ok(()) } else { Err(SessionJwtError::Audience) }
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

/// Reads a JSON object. serde would take a list for one, field by field.
fn object<T: DeserializeOwned>(json: &[u8]) -> Result<T, SessionJwtError> {
    if json.trim_ascii_start().first() != Some(&b'{') {
        return Err(SessionJwtError::Unparsable);
    }
    serde_json::from_slice(json).map_err(|_| SessionJwtError::Unparsable)
}

fn decode(part: &str) -> Result<Vec<u8>, SessionJwtError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| SessionJwtError::Unparsable)
}

/// A JWT opens a session for whoever holds it, so debug output shows none of it.
impl fmt::Debug for SessionJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionJwt(…)")
    }
}
