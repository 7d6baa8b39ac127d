//! The Lambda function: reads its settings, builds the application and serves invocations.

use lambda_http::service_fn;
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, install_panic_hook},
    invocation,
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
    let service = service_fn(async |event| invocation::respond(&telemetry, &app, event).await);
    lambda_runtime::run(service).await
}
