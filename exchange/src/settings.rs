//! The settings of the exchange function, read once from environment variables.

use std::fmt;

use crate::kms::KmsKeyArn;
use org_discovery::settings::{Settings, SettingsError};

/// The longest lifetime of a session by default, in minutes: 30 days.
pub const MAX_SESSION_MINUTES: i64 = 43_200;
/// The longest lifetime of a session in Stytch's API, in minutes: 366 days.
const LONGEST_SESSION_MINUTES: i64 = 527_040;
/// The environment variable of the longest lifetime.
const MAX_MINUTES: &str = "MAX_SESSION_DURATION_MINUTES";
/// The environment variable of the signing key.
const KEY_ARN: &str = "SESSION_JWT_KEY_ARN";

/// The settings of the exchange function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeSettings {
    /// The settings that the discovery function has too.
    pub function: Settings,
    /// The longest lifetime of a session, in minutes.
    pub max_session_minutes: i64,
    /// The KMS key that signs session JWTs.
    pub session_jwt_key: Option<KmsKeyArn>,
    /// A custom endpoint of KMS.
    pub kms_endpoint_url: Option<String>,
}

/// The error for missing or invalid variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExchangeSettingsError {
    /// Variables that the discovery function has too.
    Function(SettingsError),
    /// The longest lifetime is not a number of minutes from 5 to 527,040.
    MaxSessionMinutes,
    /// The ARN of the signing key is malformed.
    SessionJwtKey,
}

impl fmt::Display for ExchangeSettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function(error) => error.fmt(f),
            Self::SessionJwtKey => {
                write!(f, "invalid configuration: {KEY_ARN}: expected the ARN of a KMS key (not of an alias)")
            }
            Self::MaxSessionMinutes => {
                write!(
                    f,
                    "invalid configuration: {MAX_MINUTES}: expected a number from 5 to {LONGEST_SESSION_MINUTES}"
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
        let given = |name: &str| variable(name).filter(|value| !value.is_empty());
        let max_session_minutes = match given(MAX_MINUTES) {
            None => MAX_SESSION_MINUTES,
            Some(value) => {
                let minutes =
                    value.parse().ok().filter(|minutes| (5..=LONGEST_SESSION_MINUTES).contains(minutes));
                minutes.ok_or(ExchangeSettingsError::MaxSessionMinutes)?
            }
        };
        let key =
            given(KEY_ARN).map(|arn| KmsKeyArn::parse(&arn).ok_or(ExchangeSettingsError::SessionJwtKey));
        let session_jwt_key = key.transpose()?;
        let kms_endpoint_url = given("AWS_ENDPOINT_URL_KMS");
        let function = Settings::read(variable).map_err(ExchangeSettingsError::Function)?;
        Ok(Self { function, max_session_minutes, session_jwt_key, kms_endpoint_url })
    }
}
