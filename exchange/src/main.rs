//! The Lambda function of the exchange: reads its settings, builds the application and serves invocations.

use lambda_http::service_fn;
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::install_panic_hook,
    invocation,
    store::dynamodb::connect,
    telemetry::{LogSubscriber, Telemetry, write_to_stdout},
    version::VERSION_AND_COMMIT,
};
use org_discovery_exchange::{ExchangeApp, kms::FunctionSigner, settings::ExchangeSettings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = ExchangeSettings::read(|name| std::env::var(name).ok())?;
    let signer = FunctionSigner::new(&settings);
    let ExchangeSettings { function: settings, max_session_minutes, .. } = settings;
    let function = settings.function.with_version(VERSION_AND_COMMIT);
    let telemetry = Telemetry::new(function, SystemClock, write_to_stdout);
    tracing::subscriber::set_global_default(LogSubscriber::new(telemetry.clone()))?;
    install_panic_hook();
    let client = connect(&settings.connection);
    let (tables, project) = (settings.tables, settings.project_id);
    let app = ExchangeApp::new(client, tables, project, SystemClock, SystemEntropy, signer)
        .with_max_session_minutes(max_session_minutes);
    if let Err(error) = app.warm_up().await {
        tracing::warn!(%error, "reading the project failed during initialization");
    }
    let service = service_fn(async |event| invocation::respond(&telemetry, &app, event).await);
    lambda_runtime::run(service).await
}
