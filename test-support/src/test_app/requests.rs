//! Sends requests to a service.

use lambda_http::RequestExt;
use org_discovery::{
    domain::IssuedSession,
    http::{Api, Invocation},
    telemetry::LogSubscriber,
};
use org_discovery_admin::import::SessionCredential;
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;

use super::TestApp;
use crate::{ApiCall, ApiResponse, KEY, capture_credentials};

impl TestApp {
    /// Sends the token of the session with this name to the discovery route.
    pub async fn discover(&self, session: &str) -> ApiResponse {
        let field = match &self.sessions[session].credential {
            SessionCredential::Intermediate(_) => "intermediate_session_token",
            SessionCredential::Member(..) => "session_token",
        };
        self.post(json!({ field: self.token(session) })).await
    }

    /// Returns the token of the session with this name.
    pub fn token(&self, session: &str) -> &str {
        match &self.sessions[session].credential {
            SessionCredential::Intermediate(token) | SessionCredential::Member(token, _) => token.expose(),
        }
    }

    /// Sends a session JWT of the member session with this name to the discovery route.
    pub async fn discover_by_jwt(&self, session: &str) -> ApiResponse {
        self.post(json!({"session_jwt": self.session_jwt(session)})).await
    }

    /// Returns a session JWT as a login service would issue it at the test clock's time.
    pub fn session_jwt(&self, session: &str) -> String {
        let loaded = &self.sessions[session];
        let SessionCredential::Member(_, member) = &loaded.credential else {
            panic!("{session} is not a member session");
        };
        let authentication_factors = &loaded.entry.authentication_factors;
        let (expires_at, organization_slug) = (loaded.expires_at, "acme");
        let signed = IssuedSession::new(member, authentication_factors, organization_slug, expires_at);
        KEY.session_jwt(self.writer.project_id(), &signed, self.now()).expect("a JWT")
    }

    /// Sends this body to the discovery route with valid project credentials.
    pub async fn post(&self, body: Value) -> ApiResponse {
        self.call(ApiCall::with_body(body.to_string())).await
    }

    /// Sends this body to a route of the exchange function with valid project credentials.
    pub async fn exchange(&self, path: &'static str, body: Value) -> ApiResponse {
        self.call_exchange(ApiCall { path, ..ApiCall::with_body(body.to_string()) }).await
    }

    /// Sends an API call to the exchange function.
    pub async fn call_exchange(&self, call: ApiCall) -> ApiResponse {
        self.send_event_to(&self.exchange, &call.into_event().to_string()).await
    }

    /// Sends an API call.
    pub async fn call(&self, call: ApiCall) -> ApiResponse {
        self.send_event(&call.into_event().to_string()).await
    }

    /// Sends a gateway event, given as JSON.
    pub async fn send_event(&self, event: &str) -> ApiResponse {
        self.send_event_to(&self.handler, event).await
    }

    /// Sends a gateway event, given as JSON, to another instance of the service.
    pub async fn send_event_to<A: Api>(&self, handler: &A, event: &str) -> ApiResponse {
        capture_credentials(event);
        let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
        let request = invocation.into_request().expect("a gateway event");
        assert!(!request.raw_http_path().is_empty());
        let subscriber = LogSubscriber::new(self.telemetry.clone());
        // Boxed, because futures are large in debug builds and the stack of a test thread is small.
        let response = Box::pin(self.telemetry.serve(handler, request));
        ApiResponse::new(response.with_subscriber(subscriber).await)
    }
}
