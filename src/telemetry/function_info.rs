//! Function metadata added to every log line.

use thiserror::Error;
use tracing::level_filters::LevelFilter;

/// Metadata and log settings of the function. Lambda and the template set them as environment variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionInfo {
    pub(super) service: String,
    pub(super) version: Option<&'static str>,
    pub(super) name: Option<String>,
    /// In megabytes.
    pub(super) memory_size: Option<u64>,
    /// True if the instance belongs to provisioned concurrency. Lambda starts it before any request, so none of its
    /// requests is a cold start.
    pub(super) is_provisioned: bool,
    namespace: String,
    level: LevelFilter,
}

/// An environment variable with an invalid log level.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{variable}: expected ERROR, WARN, INFO or DEBUG")]
pub struct LogLevelError {
    variable: &'static str,
}

/// The environment variables for the log level. The first one that is set is used.
const LOG_LEVEL: [&str; 2] = ["POWERTOOLS_LOG_LEVEL", "LOG_LEVEL"];

impl FunctionInfo {
    /// Reads the metadata. `variable` returns the value of an environment variable.
    ///
    /// # Errors
    /// [`LogLevelError`] when the log level is invalid. `TRACE` is not allowed, because the SDK would log whole
    /// requests.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, LogLevelError> {
        let given = |name: &str| variable(name).filter(|value| !value.is_empty());
        Ok(Self {
            service: given("POWERTOOLS_SERVICE_NAME").unwrap_or_else(|| "org-discovery".to_owned()),
            version: None,
            name: given("AWS_LAMBDA_FUNCTION_NAME"),
            memory_size: given("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").and_then(|size| size.parse().ok()),
            is_provisioned: given("AWS_LAMBDA_INITIALIZATION_TYPE").as_deref()
                == Some("provisioned-concurrency"),
            namespace: given("POWERTOOLS_METRICS_NAMESPACE").unwrap_or_else(|| "OrgDiscovery".to_owned()),
            level: read_level(given)?,
        })
    }

    /// Adds the version of the program to every line.
    #[must_use]
    pub fn with_version(self, version: &'static str) -> Self {
        Self { version: Some(version), ..self }
    }

    pub(super) fn namespace(&self) -> &str {
        &self.namespace
    }

    pub(super) fn level(&self) -> LevelFilter {
        self.level
    }
}

fn read_level(given: impl Fn(&str) -> Option<String>) -> Result<LevelFilter, LogLevelError> {
    let Some((variable, level)) = LOG_LEVEL.into_iter().find_map(|name| Some((name, given(name)?))) else {
        return Ok(LevelFilter::INFO);
    };
    match level.to_ascii_uppercase().as_str() {
        "ERROR" => Ok(LevelFilter::ERROR),
        "WARN" | "WARNING" => Ok(LevelFilter::WARN),
        "INFO" => Ok(LevelFilter::INFO),
        "DEBUG" => Ok(LevelFilter::DEBUG),
        _ => Err(LogLevelError { variable }),
    }
}
