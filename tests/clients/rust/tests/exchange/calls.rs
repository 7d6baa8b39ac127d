//! The calls of the client that the test makes, and the verification of a session JWT.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use org_discovery_client_test::{Outcome, check_equal, http_client, text, to_json};
use serde_json::{Map, Value, json};
use stytch::b2b::client::Client;
use stytch::b2b::discovery_intermediate_sessions::{ExchangeRequest, ExchangeRequestLocale};
use stytch::b2b::discovery_organizations::{CreateRequest, ListRequest};
use stytch::b2b::sessions::{ExchangeRequest as MemberSessionRequest, MemberSession};
use stytch::client::Client as HttpClient;

/// Calls of the client that return the response as JSON.
pub struct Calls {
    client: Client,
    http: HttpClient,
}

impl Calls {
    pub fn new(local: &Value) -> stytch::Result<Self> {
        let http = http_client(local, &Value::Null)?;
        Ok(Self { client: Client::new_with_http_client(http.clone(), http.clone()), http })
    }

    pub async fn exchange(&self, token: &Value, organization: &str) -> stytch::Result<Value> {
        let request = ExchangeRequest {
            intermediate_session_token: text(token).to_owned(),
            organization_id: organization.to_owned(),
            ..ExchangeRequest::default()
        };
        to_json(self.client.discovery.intermediate_sessions.exchange(request).await?)
    }

    pub async fn exchange_with_claims(
        &self,
        token: &Value,
        organization: &str,
        claims: &Value,
    ) -> stytch::Result<Value> {
        let request = ExchangeRequest {
            intermediate_session_token: text(token).to_owned(),
            organization_id: organization.to_owned(),
            session_duration_minutes: Some(30),
            session_custom_claims: Some(claims.clone()),
            locale: Some(ExchangeRequestLocale::En),
            telemetry_id: None,
        };
        to_json(self.client.discovery.intermediate_sessions.exchange(request).await?)
    }

    /// Exchanges a member session by the credential in one field of its response.
    pub async fn exchange_member_session(
        &self,
        session: &Value,
        field: &str,
        organization: &str,
    ) -> stytch::Result<Value> {
        let credential = |name: &str| (name == field).then(|| text(&session[field]).to_owned());
        let request = MemberSessionRequest {
            organization_id: organization.to_owned(),
            session_token: credential("session_token"),
            session_jwt: credential("session_jwt"),
            ..MemberSessionRequest::default()
        };
        to_json(self.client.sessions.exchange(request).await?)
    }

    pub async fn create(&self, token: &Value, name: &str, slug: &str) -> stytch::Result<Value> {
        let request = CreateRequest {
            intermediate_session_token: text(token).to_owned(),
            organization_name: Some(name.to_owned()),
            organization_slug: Some(slug.to_owned()),
            trusted_metadata: Some(json!({"plan": "pro"})),
            ..CreateRequest::default()
        };
        to_json(self.client.discovery.organizations.create(request).await?)
    }

    /// Lists with the credential in one field of a response.
    pub async fn list(&self, session: &Value, field: &str) -> stytch::Result<Value> {
        let credential = |name: &str| (name == field).then(|| text(&session[field]).to_owned());
        let request = ListRequest {
            intermediate_session_token: credential("intermediate_session_token"),
            session_token: credential("session_token"),
            session_jwt: credential("session_jwt"),
        };
        to_json(self.client.discovery.organizations.list(request).await?)
    }

    /// Verifies the session JWT of a response, and compares its claims with the response's session. This client has no
    /// public function for it, so the test decodes the JWT with the key and the options of the client's internal one.
    pub async fn check_jwt(&self, response: &Value) -> Outcome {
        let jwt = text(&response["session_jwt"]);
        let kid = decode_header(jwt)?.kid.ok_or("no kid")?;
        let key = self.http.fetch_jwk(&kid).await?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[&self.http.project_id]);
        validation.set_issuer(&[format!("stytch.com/{}", self.http.project_id)]);
        let key = DecodingKey::from_rsa_components(&key.n, &key.e)?;
        let claims = decode::<Map<String, Value>>(jwt, &key, &validation)?.claims;
        let session = to_json(session_of(claims)?)?;
        check_equal("session of the JWT", session, response["member_session"].clone())
    }
}

/// Returns the session that the claims of a JWT describe.
fn session_of(mut claims: Map<String, Value>) -> serde_json::Result<MemberSession> {
    let mut take = |name: &str| claims.remove(name).unwrap_or_default();
    let (mut session, organization) =
        (take("https://stytch.com/session"), take("https://stytch.com/organization"));
    session["member_session_id"] = session["id"].take();
    session["member_id"] = take("sub");
    session["organization_id"] = organization["organization_id"].clone();
    session["organization_slug"] = organization["slug"].clone();
    claims.retain(|name, _| !["iss", "aud", "exp", "nbf", "iat"].contains(&name.as_str()));
    session["custom_claims"] = claims.into();
    serde_json::from_value(session)
}
