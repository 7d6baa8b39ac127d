//! What lines say of the invocation that they belong to.

use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
};

use lambda_http::{Context, Request, RequestExt};
use serde::Serialize;

use super::FunctionInfo;

tokio::task_local! {
    static CURRENT: Invocation;
}

/// The keys of Powertools that belong to one invocation.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Invocation {
    pub(super) cold_start: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xray_trace_id: Option<String>,
}

impl Invocation {
    /// Runs `work`, whose lines belong to this invocation.
    pub(super) async fn during<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }

    /// The invocation that is under way, if there is one.
    pub(super) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }
}

/// Makes invocations of events, and knows which is the first.
#[derive(Debug)]
pub(super) struct Invocations {
    next_is_cold: AtomicBool,
}

impl Invocations {
    pub(super) fn of(function: &FunctionInfo) -> Self {
        Self { next_is_cold: AtomicBool::new(!function.is_provisioned) }
    }

    pub(super) fn of_event(&self, event: &Request) -> Invocation {
        self.of_context(event.lambda_context_ref())
    }

    pub(super) fn of_context(&self, context: Option<&Context>) -> Invocation {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        Invocation {
            cold_start: self.next_is_cold.swap(false, Ordering::Relaxed),
            function_arn: context.and_then(|context| given(&context.invoked_function_arn)),
            function_request_id: context.and_then(|context| given(&context.request_id)),
            xray_trace_id: context.and_then(|context| root_of(context.xray_trace_id.as_deref()?)),
        }
    }
}

/// The id in `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…;Sampled=1`.
fn root_of(header: &str) -> Option<String> {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root=")).map(str::to_owned)
}
