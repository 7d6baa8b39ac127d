//! The format of a log line.

use serde::Serialize;
use tracing::Level;

use super::FunctionInfo;
use crate::{domain::Timestamp, request_context::InvocationMetadata};

/// The fields at the beginning of every line.
pub(super) struct Head<'l> {
    pub(super) level: Level,
    pub(super) message: &'l str,
    /// In milliseconds since 1970.
    pub(super) at: i64,
    pub(super) function: &'l FunctionInfo,
    pub(super) invocation: Option<&'l InvocationMetadata>,
}

/// A log line. The keys are those of Powertools for AWS Lambda.
#[derive(Serialize)]
struct Line<'l, F> {
    level: &'static str,
    message: &'l str,
    timestamp: String,
    service: &'l str,
    #[serde(rename = "service.version", skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_name: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_memory_size: Option<u64>,
    #[serde(flatten)]
    invocation: Option<&'l InvocationMetadata>,
    #[serde(flatten)]
    fields: F,
}

/// Formats a line with additional `fields` and a line break.
pub(super) fn to_line(head: &Head<'_>, fields: impl Serialize) -> String {
    let line = Line {
        level: head.level.as_str(),
        message: head.message,
        timestamp: timestamp(head.at),
        service: &head.function.service,
        version: head.function.version,
        function_name: head.function.name.as_deref(),
        function_memory_size: head.function.memory_size,
        invocation: head.invocation,
        fields,
    };
    // Serializing strings and numbers cannot fail; if it did, the line would be empty.
    let mut line = serde_json::to_string(&line).unwrap_or_default();
    line.push('\n');
    line
}

/// Formats a time in UTC with milliseconds according to RFC 3339, which Lambda uses as the time of the line.
fn timestamp(milliseconds: i64) -> String {
    let second = Timestamp::from_unix(milliseconds.div_euclid(1000)).unwrap_or(Timestamp::EPOCH);
    format!("{}.{:03}Z", second.to_string().trim_end_matches('Z'), milliseconds.rem_euclid(1000))
}
