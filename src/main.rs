//! The Lambda function: reads the settings, connects the parts and serves invocations.

use std::convert::Infallible;

use lambda_http::{Adapter, Service, lambda_runtime::LambdaEvent, service_fn};
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, Invocation, install_panic_hook},
    settings::Settings,
    store::dynamodb::{DynamoDb, connect},
    telemetry::{LogLines, Telemetry, to_standard_output},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let telemetry = Telemetry::new(settings.function, SystemClock, to_standard_output);
    tracing::subscriber::set_global_default(LogLines::new(telemetry.clone()))?;
    install_panic_hook();
    let store = DynamoDb::new(connect(&settings.connection), settings.tables);
    let app = App::new(store, SystemClock, SystemEntropy, settings.project_id);
    if let Err(error) = app.warm_up().await {
        // The first request tries again. An instance that does not start would hide the cause from the caller.
        tracing::warn!(%error, "the project could not be read at start");
    }
    let requests =
        Adapter::from(service_fn(async |event| Ok::<_, Infallible>(telemetry.serve(&app, event).await)));
    let service =
        service_fn(async |LambdaEvent { payload, context }: LambdaEvent<Invocation>| match payload {
            Invocation::Http(payload) => {
                requests.clone().call(LambdaEvent { payload, context }).await.map(Some)
            }
            // The response is empty: no HTTP client waits for it.
            Invocation::Other => {
                telemetry.skip(&context).await;
                Ok(None)
            }
        });
    lambda_runtime::run(service).await
}
