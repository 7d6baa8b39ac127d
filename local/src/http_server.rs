//! An HTTP server in front of the handlers of the two functions. Each request becomes the event that an API gateway would send.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body as HttpBody, to_bytes},
    extract::Request as HttpRequest,
    response::{IntoResponse, Response as HttpResponse},
};
use lambda_http::{Body, RequestExt};
use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{Api, App},
    store::dynamodb::DynamoDb,
    telemetry::Telemetry,
};
use org_discovery_exchange::ExchangeApp;
use org_discovery_local::signing_key::SigningKey;
use tokio::net::TcpListener;

/// The discovery function with the embedded DynamoDB-compatible endpoint.
pub type LocalApp = App<DynamoDb, SystemClock, SystemEntropy>;
/// The exchange function with the same endpoint.
pub type LocalExchange = ExchangeApp<SystemClock, SystemEntropy, SigningKey>;

/// The two functions, with the log of both.
pub struct Functions {
    pub discovery: LocalApp,
    pub exchange: LocalExchange,
    pub telemetry: Telemetry,
}

/// The path of the discovery list.
pub const DISCOVERY_PATH: &str = "/v1/b2b/discovery/organizations";
/// The request limit of an HTTP API, in bytes.
const MAX_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// Serves requests on all listeners until the runtime ends: those of the playground if it is enabled, and all others
/// by the functions.
pub async fn serve(
    first: TcpListener,
    others: Vec<TcpListener>,
    functions: Functions,
    playground: Option<Router>,
) -> std::io::Result<()> {
    let served = Arc::new(functions);
    let router =
        playground.unwrap_or_default().fallback(async move |request| respond(&served, request).await);
    for listener in others {
        tokio::spawn(axum::serve(listener, router.clone()).into_future());
    }
    axum::serve(first, router).await
}

/// Passes a request to the function that the routes of the template select.
async fn respond(functions: &Functions, request: HttpRequest) -> HttpResponse {
    let (parts, body) = request.into_parts();
    // A gateway rejects a larger body. Here, the function receives zeros instead, and rejects them because they exceed
    // its lower limit.
    let body =
        to_bytes(body, MAX_REQUEST_BYTES).await.map_or_else(|_| vec![0; MAX_REQUEST_BYTES], Into::into);
    let path = parts.uri.path().to_owned();
    let event = lambda_http::http::Request::from_parts(parts, Body::Binary(body)).with_raw_http_path(path);
    let Functions { discovery, exchange, telemetry } = functions;
    let response = if LocalExchange::find_route(event.raw_http_path()).is_some() {
        telemetry.serve(exchange, event).await
    } else {
        telemetry.serve(discovery, event).await
    };
    response.map(into_http).into_response()
}

fn into_http(body: Body) -> HttpBody {
    match body {
        Body::Text(text) => HttpBody::from(text),
        Body::Binary(bytes) => HttpBody::from(bytes),
        _ => HttpBody::empty(),
    }
}
