//! Reads or generates a project's secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{Entropy, SystemEntropy};

use crate::{context::Context, failure::Failure, input};

/// Reads the secret from stdin, or generates `secret-<env>-` and 36 characters, which are 216 random bits.
pub fn read_or_generate(stdin: bool, context: &Context) -> Result<String, Failure> {
    let environment = context.project()?.environment().as_str();
    if stdin {
        let secret = input::read_secret("a secret")?;
        return validate(secret);
    }
    let mut bytes = [0; 27];
    SystemEntropy.fill(&mut bytes);
    Ok(format!("secret-{environment}-{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The table contains a plain hash, so a secret must be too long to guess.
fn validate(secret: String) -> Result<String, Failure> {
    let visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && (32..=256).contains(&secret.len()) {
        return Ok(secret);
    }
    Err(Failure::refused("expected a secret of 32 to 256 visible ASCII characters, made at random"))
}
