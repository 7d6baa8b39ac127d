//! What the function tells its operators: lines of JSON on standard output.
//!
//! Each request becomes one line, which is a log event and carries the request's metrics in CloudWatch's embedded metric
//! format. What happens on the way, such as a damaged item, becomes a line of its own. The common keys are those of Powertools
//! for AWS Lambda, so that queries written for it work.
//!
//! A line is written before the answer is given back: there is nothing to lose when Lambda freezes or ends the process.

mod function;
mod invocation;
mod line;
mod metrics;
mod request_line;
mod subscriber;

use std::{fmt, sync::Arc};

use lambda_http::{Body, Context, Request, Response};
use tracing::{Level, info, level_filters::LevelFilter};

pub use function::{FunctionInfo, LogLevelError};
pub use subscriber::LogLines;

use crate::{
    domain::{Clock, Entropy},
    http::{Endpoint, RequestRecord},
    store::Reads,
};
use invocation::{Invocation, Invocations};
use line::{Head, to_line};
use metrics::Metrics;
use request_line::{RequestFields, RequestLine};

/// Writes lines.
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
    /// Tells of `function` by lines that are given to `write`, each with its end.
    #[must_use]
    pub fn new(
        function: FunctionInfo,
        clock: impl Clock + 'static,
        write: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        let invocations = Invocations::of(&function);
        Self(Arc::new(Inner { function, clock: Box::new(clock), write: Box::new(write), invocations }))
    }

    /// Answers an event through `endpoint`, and tells of it.
    pub async fn serve<S: Reads, C: Clock, E: Entropy>(
        &self,
        endpoint: &Endpoint<S, C, E>,
        event: Request,
    ) -> Response<Body> {
        let invocation = self.0.invocations.of_event(&event);
        let serving = async {
            let (response, record) = endpoint.handle(event).await;
            self.tell(&record);
            response
        };
        invocation.during(serving).await
    }

    /// Logs an invocation that is not an HTTP event. It has no metrics, because no caller waits for an answer.
    pub async fn skip(&self, context: &Context) {
        let invocation = self.0.invocations.of_context(Some(context));
        let logging = async { info!("an invocation that is not an HTTP event was skipped") };
        invocation.during(logging).await;
    }

    /// The line of a request. Where the log level leaves it out, its metrics remain.
    fn tell(&self, record: &RequestRecord) {
        let (level, message) = request_line::headline(record);
        let at = self.0.clock.unix_milliseconds();
        let invocation = Invocation::current();
        let is_cold = invocation.as_ref().is_some_and(|invocation| invocation.cold_start);
        let line = RequestLine {
            error_type: record.error.as_ref().map(|error| error.error_type),
            fields: self.tells(level).then(|| RequestFields::of(record)),
            metrics: Metrics::of(record, is_cold, self.0.function.namespace(), at),
        };
        if line.fields.is_some() || line.metrics.is_some() {
            let function = &self.0.function;
            self.write(&to_line(&Head { level, message, at, function, invocation }, line));
        }
    }

    fn tells(&self, level: Level) -> bool {
        LevelFilter::from_level(level) <= self.0.function.level()
    }

    fn write(&self, line: &str) {
        (self.0.write)(line);
    }
}

/// Writes a line to standard output, whole. Nobody can be told when that fails.
pub fn to_standard_output(line: &str) {
    use std::io::Write;
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}
