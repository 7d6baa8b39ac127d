//! Payloads of invocations.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::{
    Request, aws_lambda_events::query_map::QueryMap, http::header::HOST, request::LambdaRequest,
};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

/// The payload of an invocation. It can be deserialized only from JSON text, not from a `serde_json::Value`.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every invocation is the large variant")]
pub enum Invocation {
    /// An HTTP request from an HTTP API, a REST API or a function URL.
    Http(LambdaRequest),
    /// Any other payload, such as a scheduled warm-up or the test event of the Lambda console.
    Other,
}

impl Invocation {
    /// Returns the HTTP request, or `None` for any other payload.
    #[must_use]
    pub fn into_request(self) -> Option<Request> {
        match self {
            Self::Http(event) => Some(event.into()),
            Self::Other => None,
        }
    }
}

impl<'de> Deserialize<'de> for Invocation {
    /// Deserializes any payload. Only a malformed gateway event is an error, because its caller waits for a response.
    /// For other payloads, deserializing a `LambdaRequest` would fail, and the invocation with it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let payload = <&RawValue>::deserialize(deserializer)?.get();
        match serde_json::from_str(payload) {
            Ok(event) => Ok(Self::Http(sanitize_event(event))),
            Err(error) if is_gateway_event(payload) => Err(D::Error::custom(error)),
            Err(_) => Ok(Self::Other),
        }
    }
}

/// Returns true if the payload has a field that identifies gateway events. An object whose field names cannot be parsed
/// counts as a gateway event.
fn is_gateway_event(payload: &str) -> bool {
    if !payload.trim_ascii_start().starts_with('{') {
        return false;
    }
    let fields = serde_json::from_str::<BTreeMap<String, &RawValue>>(payload);
    fields
        .map_or(true, |fields| ["requestContext", "httpMethod"].iter().any(|name| fields.contains_key(*name)))
}

/// Removes event fields that the service never reads and whose malformed values make `lambda_http` panic: the query and
/// the host. Also corrects a path without a leading slash and a false base64 flag.
fn sanitize_event(mut event: LambdaRequest) -> LambdaRequest {
    match &mut event {
        LambdaRequest::ApiGatewayV2(event) => {
            event.raw_query_string = None;
            event.query_string_parameters = QueryMap::default();
            event.headers.remove(HOST);
            event.request_context.domain_name = None;
            add_leading_slash(&mut event.raw_path);
            clear_false_base64_flag(event.body.as_ref(), &mut event.is_base64_encoded);
        }
        LambdaRequest::ApiGatewayV1(event) => {
            event.query_string_parameters = QueryMap::default();
            event.multi_value_query_string_parameters = QueryMap::default();
            event.headers.remove(HOST);
            event.multi_value_headers.remove(HOST);
            event.request_context.domain_name = None;
            add_leading_slash(&mut event.path);
            clear_false_base64_flag(event.body.as_ref(), &mut event.is_base64_encoded);
        }
        _ => {}
    }
    event
}

fn add_leading_slash(path: &mut Option<String>) {
    if let Some(path) = path.as_mut().filter(|path| !path.starts_with('/')) {
        path.insert(0, '/');
    }
}

/// Clears the base64 flag of a body that is not valid base64, so that the body is used as text.
fn clear_false_base64_flag(body: Option<&String>, is_base64_encoded: &mut bool) {
    *is_base64_encoded &= body.is_none_or(|body| STANDARD.decode(body).is_ok());
}
