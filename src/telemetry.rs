//! Log lines and metrics, written as JSON to standard output.
//!
//! Each request writes one log line that also contains its metrics in CloudWatch's embedded metric format. Other
//! events, such as a damaged item, are separate lines. The common keys are those of Powertools for AWS Lambda, so
//! existing queries work.
//!
//! A line is written before the response is returned, so no line is lost when Lambda freezes or stops the process.

mod function;
mod invocations;
mod line_format;
mod metrics;
mod milliseconds;
mod request_line;
mod serve_and_log;
mod tracing_subscriber;

pub use function::{FunctionInfo, LogLevelError};
pub use serve_and_log::{Telemetry, write_to_stdout};
pub use tracing_subscriber::LogSubscriber;
