//! The gateway's events: HTTP API (payload 2.0), REST API (1.0) and function URLs.

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, VARY},
    },
    request::RequestContext,
};

use tokio::time::Instant;

use super::{
    ApiError, Endpoint, HttpResponse,
    body::encode,
    endpoint::{HttpRequest, fail},
    record::RequestRecord,
};
use crate::{
    domain::{Clock, Entropy},
    store::Reads,
};

impl<S: Reads, C: Clock, E: Entropy> Endpoint<S, C, E> {
    /// Answers an event, and says what became of it. The path is taken as the gateway received it: the request's URI of a
    /// REST event begins with the stage.
    pub async fn handle(&self, received: Request) -> (Response<Body>, RequestRecord) {
        let (began, method, headers) = (Instant::now(), received.method(), received.headers());
        let path = received.raw_http_path();
        let mut record = self.begin(method, path);
        let context = received.lambda_context_ref();
        let invocation_ends = context.map(|context| context.deadline);
        let request = HttpRequest { method, path, headers, body: received.body(), invocation_ends };
        let response = self.answer(request, &mut record).await;
        let response =
            encoded(response, headers, carries_binary(&received), &mut record).unwrap_or_else(|| {
                let cause = "response_too_large: the answer does not fit into 6 MB";
                let HttpResponse { status, headers, body, .. } =
                    fail(&ApiError::internal(cause), &mut record);
                event(status, headers, Body::Text(body))
            });
        record.report_shortened();
        record.took = began.elapsed();
        (response, record)
    }
}

/// A REST API hands a compressed body on as base64 text unless it was told which types are binary, so it gets none.
fn carries_binary(event: &Request) -> bool {
    !matches!(event.request_context_ref(), Some(RequestContext::ApiGatewayV1(_)))
}

/// The answer in a form that fits, if there is one. Entries that had to be removed are subtracted in the record.
fn encoded(
    response: HttpResponse,
    request_headers: &HeaderMap,
    binary: bool,
    record: &mut RequestRecord,
) -> Option<Response<Body>> {
    let HttpResponse { status, headers, body, entries } = response;
    let encoded = encode(body, &entries, request_headers, binary)?;
    record.removed_for_size(&encoded.removed);
    let mut event = event(status, headers, encoded.body);
    if encoded.gzip {
        event.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        event.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    Some(event)
}

fn event(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut event = Response::new(body);
    *event.status_mut() = status;
    *event.headers_mut() = headers;
    event
}
