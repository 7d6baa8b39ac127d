//! The two functions, from the text of an event to the text of the answer.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use lambda_http::{Context, lambda_runtime::LambdaEvent};
use org_discovery::{
    http::{Api, App, Invocation},
    invocation::respond,
    settings::Settings,
    store::dynamodb::DynamoDb,
    telemetry::Telemetry,
};
use org_discovery_exchange::{ExchangeApp, kms::FunctionSigner};

use crate::{FixedClock, FixedEntropy};

/// The time budget of a request. Callgrind takes about fifty times as long as the processor.
const BUDGET: Duration = Duration::from_hours(1);

pub type ListFunction = Function<App<DynamoDb, FixedClock, FixedEntropy>>;
pub type ExchangeFunction = Function<ExchangeApp<FixedClock, FixedEntropy, FunctionSigner>>;

/// A started function.
pub struct Function<A> {
    api: A,
    telemetry: Telemetry,
}

impl<A> std::fmt::Debug for Function<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Function").finish_non_exhaustive()
    }
}

/// Starts the discovery function.
pub async fn list_function(settings: &Settings, client: Client, clock: FixedClock) -> ListFunction {
    let store = DynamoDb::new(client, settings.tables.clone());
    let api = App::new(store, clock, FixedEntropy, settings.project_id.clone()).with_budget(BUDGET);
    Box::pin(api.warm_up()).await.expect("a project");
    Function { api, telemetry: telemetry(settings, clock) }
}

/// Starts the exchange function, without a signing key.
pub async fn exchange_function(settings: &Settings, client: Client, clock: FixedClock) -> ExchangeFunction {
    let (tables, project) = (settings.tables.clone(), settings.project_id.clone());
    let api = ExchangeApp::new(client, tables, project, clock, FixedEntropy, FunctionSigner::None)
        .with_budget(BUDGET);
    Box::pin(api.warm_up()).await.expect("a project");
    Function { api, telemetry: telemetry(settings, clock) }
}

fn telemetry(settings: &Settings, clock: FixedClock) -> Telemetry {
    Telemetry::new(settings.function.clone(), clock, |_| ())
}

impl<A: Api> Function<A> {
    /// Returns the answer that Lambda gets, as JSON text.
    pub async fn answer(&self, event: &str) -> Vec<u8> {
        // The idempotency token of a transaction comes from this generator, which belongs to the thread.
        fastrand::seed(0);
        let invocation: Invocation = serde_json::from_str(event).expect("an invocation");
        let event = LambdaEvent { payload: invocation, context: Context::default() };
        let answer = Box::pin(respond(&self.telemetry, &self.api, event)).await.expect("an answer");
        serde_json::to_vec(&answer).expect("JSON")
    }
}
