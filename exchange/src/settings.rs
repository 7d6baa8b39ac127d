//! The settings of the exchange function, read once from environment variables.

use std::fmt;

use org_discovery::settings::{Settings, SettingsError};

/// The longest lifetime of a session by default, in minutes: 30 days.
pub const MAX_SESSION_MINUTES: i64 = 43_200;
/// The longest lifetime of a session in Stytch's API, in minutes: 366 days.
const LONGEST_SESSION_MINUTES: i64 = 527_040;
/// The environment variable of the longest lifetime.
const VARIABLE: &str = "MAX_SESSION_DURATION_MINUTES";

/// The settings of the exchange function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeSettings {
    /// The settings that the discovery function has too.
    pub function: Settings,
    /// The longest lifetime of a session, in minutes.
    pub max_session_minutes: i64,
}

/// The error for missing or invalid variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExchangeSettingsError {
    /// Variables that the discovery function has too.
    Function(SettingsError),
    /// The longest lifetime is not a number of minutes from 5 to 527,040.
    MaxSessionMinutes,
}

impl fmt::Display for ExchangeSettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function(error) => error.fmt(f),
            Self::MaxSessionMinutes => {
                write!(
                    f,
                    "invalid configuration: {VARIABLE}: expected a number from 5 to {LONGEST_SESSION_MINUTES}"
                )
            }
        }
    }
}

impl std::error::Error for ExchangeSettingsError {}

impl ExchangeSettings {
    /// Reads the settings. `variable` returns the value of an environment variable.
    ///
    /// # Errors
    /// [`ExchangeSettingsError`] when a variable is missing or invalid.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ExchangeSettingsError> {
        let max_session_minutes = match variable(VARIABLE).filter(|value| !value.is_empty()) {
            None => MAX_SESSION_MINUTES,
            Some(value) => {
                let minutes =
                    value.parse().ok().filter(|minutes| (5..=LONGEST_SESSION_MINUTES).contains(minutes));
                minutes.ok_or(ExchangeSettingsError::MaxSessionMinutes)?
            }
        };
        let function = Settings::read(variable).map_err(ExchangeSettingsError::Function)?;
        Ok(Self { function, max_session_minutes })
    }
}
