//! The Lambda function: reads the environment, opens the store, and serves.

use std::convert::Infallible;

use lambda_http::{
    Adapter, lambda_runtime::LambdaEvent, request::LambdaRequest, service_fn, tower::ServiceExt, tracing,
};
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{Endpoint, without_pitfalls},
    settings::Settings,
    store::dynamodb::{DynamoDb, connect},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    tracing::init_default_subscriber();
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let store = DynamoDb::new(connect(&settings.connection), settings.tables);
    let endpoint = Endpoint::new(store, SystemClock, SystemEntropy, settings.project_id);
    if let Err(error) = endpoint.prime().await {
        // The first request tries again: a function that cannot start would hide the cause from whoever calls it.
        tracing::warn!(%error, "the project could not be read at start");
    }
    let service = Adapter::from(service_fn(async |event| Ok::<_, Infallible>(endpoint.handle(event).await)));
    let service = service.map_request(|event: LambdaEvent<LambdaRequest>| LambdaEvent {
        payload: without_pitfalls(event.payload),
        ..event
    });
    lambda_runtime::run(service).await
}
