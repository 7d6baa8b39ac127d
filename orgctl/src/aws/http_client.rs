//! The HTTP client of the AWS SDK, which sends no writes in a dry run.
//!
//! A dry run makes the same reads and decisions as the command. Only the requests that would change a table are
//! answered here, so no command can forget the option.

use aws_smithy_http_client::{
    Builder, ConnectorBuilder,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;

/// The treatment of requests that change a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Send them.
    Send,
    /// Answer them without sending them, as if they had succeeded.
    Skip,
}

/// The operations that change a table or its items.
const WRITES: [&str; 9] = [
    "BatchExecuteStatement",
    "BatchWriteItem",
    "CreateTable",
    "DeleteItem",
    "ExecuteTransaction",
    "PutItem",
    "TransactWriteItems",
    "UpdateItem",
    "UpdateTimeToLive",
];

/// Creates an HTTP client that uses the proxy of the environment and the CA certificates of the operating system.
pub fn http_client(writes: Writes) -> SharedHttpClient {
    let client = Builder::new().build_with_connector_fn(|settings, components| {
        let tls = Provider::Rustls(CryptoMode::AwsLc);
        let mut connector = ConnectorBuilder::default().tls_provider(tls);
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        connector.build()
    });
    match writes {
        Writes::Send => client,
        Writes::Skip => SharedHttpClient::new(WithoutWrites(client)),
    }
}

#[derive(Debug)]
struct WithoutWrites(SharedHttpClient);

impl HttpClient for WithoutWrites {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(ReadConnector(self.0.http_connector(settings, components)))
    }
}

#[derive(Debug)]
struct ReadConnector(SharedHttpConnector);

impl HttpConnector for ReadConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if is_write(&request) {
            return HttpConnectorFuture::ready(success());
        }
        self.0.call(request)
    }
}

fn is_write(request: &HttpRequest) -> bool {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    let operation = target.strip_prefix("DynamoDB_20120810.").unwrap_or_default();
    WRITES.contains(&operation)
}

/// The answer to a write that succeeded. The SDK requires no field of it.
fn success() -> Result<HttpResponse, aws_smithy_runtime_api::client::result::ConnectorError> {
    let status = StatusCode::try_from(200_u16);
    let status = status
        .map_err(|error| aws_smithy_runtime_api::client::result::ConnectorError::other(error.into(), None))?;
    Ok(HttpResponse::new(status, SdkBody::from("{}")))
}
