//! The Lambda function: reads the environment, opens the store, and serves.

use std::convert::Infallible;

use lambda_http::{Adapter, Service, lambda_runtime::LambdaEvent, service_fn};
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{Endpoint, Invocation, keep_panics_in_records},
    settings::Settings,
    store::dynamodb::{DynamoDb, connect},
    telemetry::{LogLines, Telemetry, to_standard_output},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let telemetry = Telemetry::new(settings.function, SystemClock, to_standard_output);
    tracing::subscriber::set_global_default(LogLines::new(telemetry.clone()))?;
    keep_panics_in_records();
    let store = DynamoDb::new(connect(&settings.connection), settings.tables);
    let endpoint = Endpoint::new(store, SystemClock, SystemEntropy, settings.project_id);
    if let Err(error) = endpoint.prime().await {
        // The first request tries again: a function that cannot start would hide the cause from whoever calls it.
        tracing::warn!(%error, "the project could not be read at start");
    }
    let requests =
        Adapter::from(service_fn(async |event| Ok::<_, Infallible>(telemetry.serve(&endpoint, event).await)));
    let service =
        service_fn(async |LambdaEvent { payload, context }: LambdaEvent<Invocation>| match payload {
            Invocation::Http(payload) => {
                requests.clone().call(LambdaEvent { payload, context }).await.map(Some)
            }
            // An empty answer: there is no HTTP client that could read one.
            Invocation::Other => {
                telemetry.skip(&context).await;
                Ok(None)
            }
        });
    lambda_runtime::run(service).await
}
