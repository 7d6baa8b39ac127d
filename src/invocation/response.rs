//! The response to an invocation, as JSON text.

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeStruct},
};

use super::escaped_text::push_escaped;

/// The text before the content of a body.
const BODY: &str = r#""body":""#;
/// An empty body and the field after it, as `lambda_http` writes them. Begins with [`BODY`].
const EMPTY_BODY: &str = r#""body":"","isBase64Encoded":"#;

/// The response to an invocation, as JSON text.
#[derive(Debug)]
pub struct InvocationResponse(String);

impl InvocationResponse {
    /// Creates the response from one with an empty body, and the text of its body.
    ///
    /// # Errors
    /// When the response cannot be serialized, or has no empty body.
    pub(super) fn with_body(response: &impl Serialize, body: &str) -> serde_json::Result<Self> {
        let response = serde_json::to_string(response)?;
        let at = response.rfind(EMPTY_BODY).ok_or_else(|| Error::custom("the response has no empty body"))?;
        let (before, after) = response.split_at(at + BODY.len());
        let mut text = before.as_bytes().to_vec();
        push_escaped(&mut text, body);
        text.extend_from_slice(after.as_bytes());
        String::from_utf8(text).map(Self).map_err(Error::custom)
    }

    /// Creates the response from a complete one.
    ///
    /// # Errors
    /// When the response cannot be serialized.
    pub(super) fn complete(response: &impl Serialize) -> serde_json::Result<Self> {
        serde_json::to_string(response).map(Self)
    }
}

/// The name by which `serde_json` recognizes JSON text that it writes as it is. Its own `RawValue` uses this name, but can
/// be created from text only by parsing the text again.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

impl Serialize for InvocationResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut raw = serializer.serialize_struct(RAW_VALUE, 1)?;
        raw.serialize_field(RAW_VALUE, &self.0)?;
        raw.end()
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a panic fails the test")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn body_replaces_the_empty_body() {
        let response = json!({"a": r#""body":"","isBase64Encoded":"#, "body": "", "isBase64Encoded": false});
        let response = InvocationResponse::with_body(&response, r#"{"a":"\n"}"#).expect("a response");
        assert_eq!(
            serde_json::to_string(&response).expect("JSON"),
            r#"{"a":"\"body\":\"\",\"isBase64Encoded\":","body":"{\"a\":\"\\n\"}","isBase64Encoded":false}"#
        );
    }

    #[test]
    fn response_without_empty_body_is_an_error() {
        let response = json!({"body": "aGk=", "isBase64Encoded": true});
        assert!(InvocationResponse::with_body(&response, "{}").is_err());
        let complete = InvocationResponse::complete(&response).expect("a response");
        assert_eq!(serde_json::from_str::<Value>(&complete.0).expect("JSON"), response);
    }
}
