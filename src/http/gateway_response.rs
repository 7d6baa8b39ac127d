//! Responses in the form that the gateway expects.

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, VARY},
    },
    request::RequestContext,
};

use super::{ApiError, HttpResponse, RequestRecord, body::encode};

/// Converts a response. The record gets the entries that were removed, and the error if the response does not fit at all.
pub(super) fn encode_response(
    response: HttpResponse,
    event: &Request,
    record: &mut RequestRecord,
) -> Response<Body> {
    if let Some(encoded) = encode_within_limit(response, event, record) {
        return encoded;
    }
    let error = ApiError::internal("response_too_large: the answer does not fit into 6 MB");
    let HttpResponse { status, headers, body, .. } = record.fail(&error);
    gateway_response(status, headers, Body::Text(body))
}

/// Returns `None` if the response does not fit without the entries that may be removed.
fn encode_within_limit(
    response: HttpResponse,
    event: &Request,
    record: &mut RequestRecord,
) -> Option<Response<Body>> {
    let HttpResponse { status, headers, body, entries } = response;
    let encoded = encode(body, &entries, event.headers(), carries_binary(event))?;
    record.removed_for_size(&encoded.removed);
    let mut response = gateway_response(status, headers, encoded.body);
    if encoded.gzip {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    Some(response)
}

/// Returns whether the gateway decodes a compressed body. A REST API passes it on as base64 text unless its binary media types
/// are set.
fn carries_binary(event: &Request) -> bool {
    !matches!(event.request_context_ref(), Some(RequestContext::ApiGatewayV1(_)))
}

fn gateway_response(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
