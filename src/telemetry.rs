//! Log lines and metrics, written as JSON to standard output.
//!
//! Each request writes one log line that also contains its metrics in CloudWatch's embedded metric format. Other
//! events, such as a damaged item, are separate lines. The common keys are those of Powertools for AWS Lambda, so
//! existing queries work.
//!
//! A line is written before the response is returned, so no line is lost when Lambda freezes or stops the process.

mod function_info;
mod invocation_metadata;
mod line_format;
mod log_subscriber;
mod metrics;
mod milliseconds;
mod request_line;
mod serve_and_log;

pub use function_info::{FunctionInfo, LogLevelError};
pub use log_subscriber::LogSubscriber;
pub use serve_and_log::{Telemetry, write_to_stdout};
