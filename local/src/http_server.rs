//! An HTTP server in front of the function's handler. Each request becomes the event that an API gateway would send.

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
    http::App,
    store::dynamodb::DynamoDb,
    telemetry::Telemetry,
};
use tokio::net::TcpListener;

/// The function with the embedded DynamoDB-compatible endpoint.
pub type LocalApp = App<DynamoDb, SystemClock, SystemEntropy>;

/// The request limit of an HTTP API, in bytes.
const MAX_REQUEST_BYTES: usize = 10 * 1024 * 1024;

/// Serves requests until the runtime ends.
pub async fn serve(listener: TcpListener, app: LocalApp, telemetry: Telemetry) -> std::io::Result<()> {
    let served = Arc::new((app, telemetry));
    let router = Router::new().fallback(async move |request| respond(&served, request).await);
    axum::serve(listener, router).await
}

async fn respond((app, telemetry): &(LocalApp, Telemetry), request: HttpRequest) -> HttpResponse {
    let (parts, body) = request.into_parts();
    // A gateway rejects a larger body. Here, the function receives zeros instead, and rejects them because they exceed
    // its lower limit.
    let body =
        to_bytes(body, MAX_REQUEST_BYTES).await.map_or_else(|_| vec![0; MAX_REQUEST_BYTES], Into::into);
    let path = parts.uri.path().to_owned();
    let event = lambda_http::http::Request::from_parts(parts, Body::Binary(body)).with_raw_http_path(path);
    telemetry.serve(app, event).await.map(into_http).into_response()
}

fn into_http(body: Body) -> HttpBody {
    match body {
        Body::Text(text) => HttpBody::from(text),
        Body::Binary(bytes) => HttpBody::from(bytes),
        _ => HttpBody::empty(),
    }
}
