//! Requests to a service.

use lambda_http::RequestExt;
use org_discovery::{domain::IssuedSession, http::Invocation, telemetry::LogLines};
use org_discovery_admin::import::SessionCredential;
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;

use super::{TestApp, TestEndpoint};
use crate::{Answer, Call, KEY, keep_credentials_of};

impl TestApp {
    /// Sends the opaque credential of the session of this name.
    pub async fn discover(&self, session: &str) -> Answer {
        let field = match &self.sessions[session].credential {
            SessionCredential::Intermediate(_) => "intermediate_session_token",
            SessionCredential::Member(..) => "session_token",
        };
        self.post(json!({ field: self.token(session) })).await
    }

    /// The opaque credential of the session of this name.
    pub fn token(&self, session: &str) -> &str {
        match &self.sessions[session].credential {
            SessionCredential::Intermediate(token) | SessionCredential::Member(token, _) => token.expose(),
        }
    }

    /// Sends a JWT of the member session of this name.
    pub async fn discover_by_jwt(&self, session: &str) -> Answer {
        self.post(json!({"session_jwt": self.session_jwt(session)})).await
    }

    /// A JWT as the login service would make it now.
    pub fn session_jwt(&self, session: &str) -> String {
        let loaded = &self.sessions[session];
        let SessionCredential::Member(_, member) = &loaded.credential else {
            panic!("{session} is no member session");
        };
        let authentication_factors = &loaded.entry.authentication_factors;
        let (expires_at, organization_slug) = (loaded.expires_at, "acme");
        let signed = IssuedSession { session: member, authentication_factors, organization_slug, expires_at };
        KEY.session_jwt(self.writer.project_id(), &signed, self.now()).expect("a JWT")
    }

    /// Sends this body with valid credentials.
    pub async fn post(&self, body: Value) -> Answer {
        self.call(Call::with_body(body.to_string())).await
    }

    /// Sends a request.
    pub async fn call(&self, call: Call) -> Answer {
        self.event(&call.into_event().to_string()).await
    }

    /// Answers a gateway event, given as JSON.
    pub async fn event(&self, event: &str) -> Answer {
        self.event_at(&self.endpoint, event).await
    }

    /// The same at another instance of the service.
    pub async fn event_at(&self, endpoint: &TestEndpoint, event: &str) -> Answer {
        keep_credentials_of(event);
        let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
        let request = invocation.into_request().expect("a gateway event");
        assert!(!request.raw_http_path().is_empty());
        let lines = LogLines::new(self.telemetry.clone());
        // In a box, because a test's stack is small and a debug build's futures are large.
        let serving = Box::pin(self.telemetry.serve(endpoint, request));
        Answer::of(serving.with_subscriber(lines).await)
    }
}
