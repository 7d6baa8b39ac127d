//! Converts responses for the gateway.

use lambda_http::{
    Body, Request, RequestExt, Response,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, VARY},
    },
    request::RequestContext,
};

use super::{ApiError, HttpResponse, RequestRecord, body::encode};

/// Converts a response. Records the removed entries, or the error if the response cannot be made small enough.
pub(super) fn encode_response(
    response: HttpResponse,
    event: &Request,
    record: &mut RequestRecord,
) -> Response<Body> {
    if let Some(encoded) = encode_within_limit(response, event, record) {
        return encoded;
    }
    let error = ApiError::internal("response_too_large: the response does not fit into 6 MB");
    let HttpResponse { status, headers, body, .. } = record.fail(&error);
    gateway_response(status, headers, Body::Text(body))
}

/// Converts a response. Returns `None` if it does not fit without any of the removable entries.
fn encode_within_limit(
    response: HttpResponse,
    event: &Request,
    record: &mut RequestRecord,
) -> Option<Response<Body>> {
    let HttpResponse { status, headers, body, entries } = response;
    let encoded = encode(body, &entries, event.headers(), supports_binary(event))?;
    record.removed_for_size(&encoded.removed);
    let mut response = gateway_response(status, headers, encoded.body);
    if encoded.gzip {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    Some(response)
}

/// Returns true if the gateway decodes binary bodies. A REST API passes them on as base64 text unless its binary media
/// types are configured.
fn supports_binary(event: &Request) -> bool {
    !matches!(event.request_context_ref(), Some(RequestContext::ApiGatewayV1(_)))
}

fn gateway_response(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
