//! `orgctl project create`.

use clap::Args;
use org_discovery::{
    domain::{KeySet, Project, SecretHash},
    store::{ProjectReads, StoreError},
};
use org_discovery_admin::{Refusal, WriteError};

use super::{
    SecretSource,
    secret::{self, NewSecret},
};
use crate::{confirmation::Confirmation, context::Context, failure::Failure, outcome_text::past_tense};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    source: SecretSource,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let id = context.project()?;
    let is_damaged = match context.store().project(id).await {
        Ok(None) => false,
        Ok(Some(_)) => return Err(WriteError::from(Refusal::ProjectExists).into()),
        Err(StoreError::Damaged { reason, .. }) => {
            let action = format!(
                "replace the damaged project {id} ({reason}): its secrets, keys and issuers are lost, and all callers need \
                 the new secret"
            );
            arguments.confirmation.ask(&action, context)?;
            true
        }
        Err(error) => return Err(error.into()),
    };
    let is_known = arguments.source.secret_stdin;
    let secret = secret::read_or_generate(is_known, context)?;
    let project = Project::new(vec![SecretHash::of(&secret)], KeySet::default()).map_err(Failure::refused)?;
    let writer = context.writer()?;
    let done = if is_damaged {
        writer.project().replace_damaged(&project).await?;
        "replaced"
    } else {
        let create = |stored: Option<Project>| match stored {
            Some(_) => Err(Refusal::ProjectExists),
            None => Ok(project.clone()),
        };
        writer.project().change(create).await?;
        "created"
    };
    NewSecret { secret: &secret, is_known }.deliver(
        &past_tense(done, context.is_dry_run()),
        "replace them with `orgctl project rotate-secret`, then drop them with `orgctl project retire-secret`",
        context,
    )
}
