//! Signs session JWTs with a private key that the operator provides.

use std::path::Path;

use jsonwebtoken::{
    Algorithm, EncodingKey, Header,
    jwk::{AlgorithmParameters, Jwk},
};
use org_discovery::{
    domain::{IssuedSession, Project},
    store::ProjectReads,
};

use crate::{context::Context, failure::Failure, input};

/// A private key and the key id of its public key in the project.
pub struct SessionJwtSigner {
    key: EncodingKey,
    kid: String,
}

impl SessionJwtSigner {
    /// Reads a private RSA key in PEM format. Its public key must be one of the project's keys, because the function
    /// rejects JWTs of other keys.
    pub async fn read(file: &Path, context: &Context) -> Result<Self, Failure> {
        let name = input::name_of(file);
        let refused = |reason: &str| Failure::refused(format!("{name}: {reason}"));
        let pem = input::read_text(file)?;
        let key = EncodingKey::from_rsa_pem(pem.as_bytes())
            .map_err(|_| refused("expected a private RSA key in PEM format"))?;
        let modulus = modulus(&key).ok_or_else(|| refused("expected a private RSA key in PEM format"))?;
        let project: Option<Project> = context.store().project(context.project()?).await?;
        let kid = project.as_ref().and_then(|project| project.keys().kid_of(&modulus));
        let kid = kid.ok_or_else(|| {
            refused("the project has no such public key; add it with `orgctl project keys add FILE`")
        })?;
        Ok(Self { key, kid: kid.to_owned() })
    }

    pub fn sign(&self, session: &IssuedSession<'_>, context: &Context) -> Result<String, Failure> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::RS256) };
        let claims = session.claims(context.project()?, context.now())?;
        jsonwebtoken::encode(&header, &claims, &self.key).map_err(Failure::refused)
    }
}

fn modulus(key: &EncodingKey) -> Option<String> {
    match Jwk::from_encoding_key(key, Algorithm::RS256).ok()?.algorithm {
        AlgorithmParameters::RSA(parameters) => Some(parameters.n),
        _ => None,
    }
}
