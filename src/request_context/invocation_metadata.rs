//! Log fields of a Lambda invocation.

use serde::Serialize;

/// The fields of an invocation in every log line of its request. The keys are those of Powertools for AWS Lambda.
#[derive(Debug, Clone, Serialize)]
pub struct InvocationMetadata {
    /// True for the first invocation of an instance that was started on demand.
    pub cold_start: bool,
    /// The ARN used to invoke the function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_arn: Option<String>,
    /// The invocation's AWS request id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_request_id: Option<String>,
    /// The root id of the X-Ray trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xray_trace_id: Option<String>,
}
