//! Log lines and metrics: JSON lines on standard output.
//!
//! Each request has one line: a log event that contains the request's metrics in CloudWatch's embedded metric format. Other
//! events, such as a corrupt item, have a line of their own. The common keys are those of Powertools for AWS Lambda, so queries
//! written for it work.
//!
//! A line is written before the response is returned, so none is lost when Lambda freezes or ends the process.

mod function;
mod invocations;
mod line_format;
mod metrics;
mod milliseconds;
mod request_line;
mod serve_and_log;
mod tracing_subscriber;

pub use function::{FunctionInfo, LogLevelError};
pub use serve_and_log::{Telemetry, to_standard_output};
pub use tracing_subscriber::LogLines;
