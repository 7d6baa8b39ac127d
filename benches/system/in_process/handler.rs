//! The function's handler, called in this process.

use aws_sdk_dynamodb::Client;
use lambda_http::Request;
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, Invocation, RequestRecord},
    request_context::RequestContext,
    settings::Settings,
    store::dynamodb::DynamoDb,
    telemetry::Telemetry,
};

/// The whole service, from the JSON text of an event to the response and its log line.
pub struct Handler {
    app: App<DynamoDb, SystemClock, SystemEntropy>,
    telemetry: Telemetry,
}

impl Handler {
    pub async fn new(settings: &Settings, client: &Client) -> Self {
        let app = app(settings, client);
        Box::pin(app.warm_up()).await.expect("a project");
        Self { app, telemetry: Telemetry::new(settings.function.clone(), SystemClock, |_| ()) }
    }

    pub async fn answer(&self, event: &str) {
        let response = Box::pin(self.telemetry.serve(&self.app, request(event))).await;
        assert_eq!(response.status(), 200);
    }

    /// Handles a request and returns its record.
    pub async fn record(&self, event: &str) -> RequestRecord {
        Box::pin(self.app.handle(request(event), &RequestContext::new())).await.1
    }
}

fn request(event: &str) -> Request {
    let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
    invocation.into_request().expect("a gateway event")
}

/// Creates the function over a client.
pub fn app(settings: &Settings, client: &Client) -> App<DynamoDb, SystemClock, SystemEntropy> {
    let store = DynamoDb::new(client.clone(), settings.tables.clone());
    App::new(store, SystemClock, SystemEntropy, settings.project_id.clone())
}
