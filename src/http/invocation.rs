//! The payload of an invocation: an event of a gateway, or something else.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use lambda_http::{
    Request, aws_lambda_events::query_map::QueryMap, http::header::HOST, request::LambdaRequest,
};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny},
};
use serde_json::value::RawValue;

/// The payload of an invocation. It is read from JSON text, not from a parsed value.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every invocation is the large variant")]
pub enum Invocation {
    /// An HTTP request, as an HTTP API, a REST API or a function URL sends it.
    Http(LambdaRequest),
    /// Anything else, such as a scheduled warm-up or the test event of the Lambda console.
    Other,
}

impl Invocation {
    /// The HTTP request, if the invocation is one.
    #[must_use]
    pub fn into_request(self) -> Option<Request> {
        match self {
            Self::Http(event) => Some(event.into()),
            Self::Other => None,
        }
    }
}

impl<'de> Deserialize<'de> for Invocation {
    /// `LambdaRequest` fails for a payload that is not from a gateway, and with it the invocation. Only a payload that has a mark
    /// of a gateway and cannot be read is an error here: its caller waits for an answer.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let payload = <&RawValue>::deserialize(deserializer)?.get();
        match serde_json::from_str(payload) {
            Ok(event) => Ok(Self::Http(without_pitfalls(event))),
            Err(error) if is_from_a_gateway(payload) => Err(D::Error::custom(error)),
            Err(_) => Ok(Self::Other),
        }
    }
}

/// Whether the payload has a field that every gateway sends. An object whose field names cannot be read counts as one that has.
fn is_from_a_gateway(payload: &str) -> bool {
    if !payload.trim_ascii_start().starts_with('{') {
        return false;
    }
    let fields = serde_json::from_str::<BTreeMap<String, IgnoredAny>>(payload);
    fields
        .map_or(true, |fields| ["requestContext", "httpMethod"].iter().any(|name| fields.contains_key(*name)))
}

/// Removes event fields that the service never reads and whose malformed values make `lambda_http` panic: a query, a host,
/// or a text that is not base64.
fn without_pitfalls(mut event: LambdaRequest) -> LambdaRequest {
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
