//! The log fields of each Lambda invocation.

use std::sync::atomic::{AtomicBool, Ordering};

use lambda_http::Context;

use super::FunctionInfo;
use crate::request_context::InvocationMetadata;

/// Creates the log fields of each invocation of an instance. The first invocation is a cold start.
#[derive(Debug)]
pub(super) struct Invocations {
    next_is_cold: AtomicBool,
}

impl Invocations {
    pub(super) fn of(function: &FunctionInfo) -> Self {
        Self { next_is_cold: AtomicBool::new(!function.is_provisioned) }
    }

    pub(super) fn next(&self, context: Option<&Context>) -> InvocationMetadata {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        InvocationMetadata {
            cold_start: self.next_is_cold.swap(false, Ordering::Relaxed),
            function_arn: context.and_then(|context| given(&context.invoked_function_arn)),
            function_request_id: context.and_then(|context| given(&context.request_id)),
            xray_trace_id: context.and_then(|context| root_of(context.xray_trace_id.as_deref()?)),
        }
    }
}

/// Returns the root id of a trace header such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…;Sampled=1`.
fn root_of(header: &str) -> Option<String> {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root=")).map(str::to_owned)
}
