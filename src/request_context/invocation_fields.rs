//! Fields of a Lambda invocation.

use serde::Serialize;

/// The fields of an invocation that every log line of its request contains, under the keys of Powertools for AWS Lambda.
#[derive(Debug, Clone, Serialize)]
pub struct InvocationFields {
    /// True if it is the first one of an instance that was started for it.
    pub cold_start: bool,
    /// The ARN by which the function was invoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_arn: Option<String>,
    /// Lambda's id of the invocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_request_id: Option<String>,
    /// The root of the X-Ray trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xray_trace_id: Option<String>,
}
