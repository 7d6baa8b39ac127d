//! Reads or generates a project secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{Entropy, SystemEntropy};

use crate::{context::Context, failure::Failure, input};

/// Reads the secret from stdin, or generates `secret-<env>-` followed by 216 random bits in 36 characters.
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

/// Returns `secret`, or an error if it is malformed. A short secret could be guessed from its hash, which the table
/// stores without a salt.
fn validate(secret: String) -> Result<String, Failure> {
    let visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && (32..=256).contains(&secret.len()) {
        return Ok(secret);
    }
    Err(Failure::refused("expected a random secret of 32 to 256 visible ASCII characters"))
}
