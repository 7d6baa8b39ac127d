//! Reads or generates a project secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::domain::{Entropy, SystemEntropy};

use serde_json::json;

use crate::{context::Context, failure::Failure, input, output::Report};

/// A secret that was added to the project.
pub struct NewSecret<'s> {
    pub secret: &'s str,
    /// True if the operator gave the secret. It is not printed.
    pub is_known: bool,
}

impl NewSecret<'_> {
    /// Prints what was `done`, and a generated secret. A dry run prints no secret, because none was stored.
    pub fn deliver(&self, done: &str, undelivered: &str, context: &Context) -> Result<(), Failure> {
        let project = context.project()?;
        if self.is_known || context.is_dry_run() {
            let source = if self.is_known { " The new secret was read from standard input." } else { "" };
            return context.print(&Report {
                json: json!({"project_id": project}),
                text: format!("{project} {done}.{source}").into(),
            });
        }
        let text =
            vec![format!("{project} {done}. The new secret, shown only once:"), self.secret.to_owned()];
        let json = json!({"project_id": project, "secret": self.secret});
        context.deliver(&Report { json, text: text.into() }, undelivered)
    }
}

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
