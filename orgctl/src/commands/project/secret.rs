//! A project's secret, made here or brought along.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{Entropy, SystemEntropy};

use crate::{context::Context, failure::Failure, input};

/// The secret on standard input, or a new one: `secret-<env>-` and 36 characters, 216 random bits.
pub fn from(stdin: bool, context: &Context) -> Result<String, Failure> {
    let environment = context.project()?.environment().as_str();
    if stdin {
        let secret = input::read_secret("a secret")?;
        return check(secret);
    }
    let mut bytes = [0; 27];
    SystemEntropy.fill(&mut bytes);
    Ok(format!("secret-{environment}-{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The table holds a plain hash, so a secret must be too long to be guessed.
fn check(secret: String) -> Result<String, Failure> {
    let visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && (32..=256).contains(&secret.len()) {
        return Ok(secret);
    }
    Err(Failure::refused("expected a secret of 32 to 256 visible ASCII characters, made at random"))
}
