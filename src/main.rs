//! The Lambda function: reads its settings, builds the application and serves invocations.

use std::convert::Infallible;

use lambda_http::{Adapter, Service, lambda_runtime::LambdaEvent, service_fn};
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, Invocation, install_panic_hook},
    settings::Settings,
    store::dynamodb::{DynamoDb, connect},
    telemetry::{LogSubscriber, Telemetry, write_to_stdout},
    version::VERSION_AND_COMMIT,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let function = settings.function.with_version(VERSION_AND_COMMIT);
    let telemetry = Telemetry::new(function, SystemClock, write_to_stdout);
    tracing::subscriber::set_global_default(LogSubscriber::new(telemetry.clone()))?;
    install_panic_hook();
    let store = DynamoDb::new(connect(&settings.connection), settings.tables);
    let app = App::new(store, SystemClock, SystemEntropy, settings.project_id);
    if let Err(error) = app.warm_up().await {
        // The first request reads the project again. Exiting here would give callers a gateway error without a cause.
        tracing::warn!(%error, "reading the project failed during initialization");
    }
    let requests =
        Adapter::from(service_fn(async |event| Ok::<_, Infallible>(telemetry.serve(&app, event).await)));
    let service =
        service_fn(async |LambdaEvent { payload, context }: LambdaEvent<Invocation>| match payload {
            Invocation::Http(payload) => {
                requests.clone().call(LambdaEvent { payload, context }).await.map(Some)
            }
            // Not an HTTP event, so the response is empty.
            Invocation::Other => {
                telemetry.skip(&context).await;
                Ok(None)
            }
        });
    lambda_runtime::run(service).await
}
