//! Handles events and writes a log line for each request.

use std::{fmt, sync::Arc};

use lambda_http::{Body, Context, Request, RequestExt, Response};
use tracing::{Level, info, level_filters::LevelFilter};

use super::{
    FunctionInfo,
    invocation_metadata::Invocations,
    line_format::{Head, to_line},
    metrics::Metrics,
    request_line::{RequestFields, RequestLine, level_and_message},
};
use crate::{
    domain::Clock,
    http::{Api, RequestRecord, handle},
    request_context::{InvocationMetadata, RequestContext},
};

/// Writes the log lines of the function.
#[derive(Clone)]
pub struct Telemetry(Arc<Inner>);

struct Inner {
    function: FunctionInfo,
    clock: Box<dyn Clock>,
    write: Box<dyn Fn(&str) + Send + Sync>,
    invocations: Invocations,
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Telemetry").field(&self.0.function).finish()
    }
}

impl Telemetry {
    /// Creates telemetry that passes each line, including its line break, to `write`.
    #[must_use]
    pub fn new(
        function: FunctionInfo,
        clock: impl Clock + 'static,
        write: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        let invocations = Invocations::of(&function);
        Self(Arc::new(Inner { function, clock: Box::new(clock), write: Box::new(write), invocations }))
    }

    /// Handles an event and writes the log line of the request.
    pub async fn serve<A: Api>(&self, api: &A, event: Request) -> Response<Body> {
        let invocation = self.0.invocations.next(event.lambda_context_ref());
        let context = RequestContext::of_invocation(invocation);
        let (response, record) = handle(api, event, &context).await;
        self.log_request(&record, context.invocation.as_ref());
        response
    }

    /// Logs an invocation that is not an HTTP event. It has no metrics, because no HTTP client waits for a response.
    pub async fn skip(&self, context: &Context) {
        let invocation = self.0.invocations.next(Some(context));
        let logging = async { info!("invocation skipped: not an HTTP event") };
        RequestContext::of_invocation(invocation).scope(logging).await;
    }

    /// Writes the log line of a request. If the log level excludes the line, only the metrics are written.
    fn log_request(&self, record: &RequestRecord, invocation: Option<&InvocationMetadata>) {
        let (level, message) = level_and_message(record);
        let at = self.now();
        let is_cold = invocation.is_some_and(|invocation| invocation.cold_start);
        let line = RequestLine {
            error_type: record.error.as_ref().map(|error| error.error_type),
            fields: self.is_enabled(level).then(|| RequestFields::of(record)),
            metrics: Metrics::of(record, is_cold, self.0.function.namespace(), at),
        };
        if line.fields.is_some() || line.metrics.is_some() {
            self.write(&to_line(&Head { level, message, at, function: self.function(), invocation }, line));
        }
    }

    pub(super) fn is_enabled(&self, level: Level) -> bool {
        LevelFilter::from_level(level) <= self.0.function.level()
    }

    pub(super) fn function(&self) -> &FunctionInfo {
        &self.0.function
    }

    pub(super) fn now(&self) -> i64 {
        self.0.clock.unix_milliseconds()
    }

    pub(super) fn write(&self, line: &str) {
        (self.0.write)(line);
    }
}

/// Writes a line to standard output. Errors are ignored, because there is no other output to report them on.
pub fn write_to_stdout(line: &str) {
    use std::io::Write;
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}
