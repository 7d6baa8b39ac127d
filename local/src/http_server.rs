//! An HTTP server before the function's handler. Each request becomes the event that an API gateway would send.

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

/// The function over the embedded endpoint.
pub type LocalEndpoint = App<DynamoDb, SystemClock, SystemEntropy>;

/// The limit of an HTTP API, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Serves requests until the runtime ends.
pub async fn serve(
    listener: TcpListener,
    endpoint: LocalEndpoint,
    telemetry: Telemetry,
) -> std::io::Result<()> {
    let served = Arc::new((endpoint, telemetry));
    let app = Router::new().fallback(async move |request| answer(&served, request).await);
    axum::serve(listener, app).await
}

async fn answer((endpoint, telemetry): &(LocalEndpoint, Telemetry), request: HttpRequest) -> HttpResponse {
    let (parts, body) = request.into_parts();
    // A gateway refuses a larger body. The replacement is over the function's limit, so the function refuses it.
    let body = to_bytes(body, LARGEST_BODY).await.map_or_else(|_| vec![0; LARGEST_BODY], Into::into);
    let path = parts.uri.path().to_owned();
    let event = lambda_http::http::Request::from_parts(parts, Body::Binary(body)).with_raw_http_path(path);
    telemetry.serve(endpoint, event).await.map(into_http).into_response()
}

fn into_http(body: Body) -> HttpBody {
    match body {
        Body::Text(text) => HttpBody::from(text),
        Body::Binary(bytes) => HttpBody::from(bytes),
        _ => HttpBody::empty(),
    }
}
