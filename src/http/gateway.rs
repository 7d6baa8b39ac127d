//! The gateway's events: HTTP API (payload 2.0), REST API (1.0) and function URLs.

use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::{
    Body, Request, RequestExt, Response,
    aws_lambda_events::query_map::QueryMap,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, HOST, VARY},
    },
    request::{LambdaRequest, RequestContext},
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
        let mut record = self.begin(method, received.raw_http_path());
        let context = received.lambda_context_ref();
        let invocation_ends = context.map(|context| context.deadline);
        let request = HttpRequest { method, headers, body: received.body(), invocation_ends };
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

/// Takes out of an event what the service does not look at and `lambda_http` would stumble over: it ends the process's
/// request, and not only its own work, on a query, a host or a base64 text that it cannot read.
#[must_use]
pub fn without_pitfalls(mut event: LambdaRequest) -> LambdaRequest {
    match &mut event {
        LambdaRequest::ApiGatewayV2(event) => {
            event.raw_query_string = None;
            event.query_string_parameters = QueryMap::default();
            event.headers.remove(HOST);
            event.request_context.domain_name = None;
            rooted(&mut event.raw_path);
            readable(&mut event.body, &mut event.is_base64_encoded);
        }
        LambdaRequest::ApiGatewayV1(event) => {
            event.query_string_parameters = QueryMap::default();
            event.multi_value_query_string_parameters = QueryMap::default();
            event.headers.remove(HOST);
            event.multi_value_headers.remove(HOST);
            event.request_context.domain_name = None;
            rooted(&mut event.path);
            readable(&mut event.body, &mut event.is_base64_encoded);
        }
        _ => {}
    }
    event
}

fn rooted(path: &mut Option<String>) {
    if let Some(path) = path.as_mut().filter(|path| !path.starts_with('/')) {
        path.insert(0, '/');
    }
}

/// A body that says it is base64 and is not stays as the text that it is.
fn readable(body: &mut Option<String>, is_base64_encoded: &mut bool) {
    *is_base64_encoded &= body.as_ref().is_none_or(|body| STANDARD.decode(body).is_ok());
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
