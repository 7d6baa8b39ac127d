//! `orgctl import`.

mod progress;
mod spool;

use std::path::PathBuf;

use clap::Args;
use org_discovery::domain::SystemEntropy;
use org_discovery_admin::import::{
    CheckedImport, Counts, ImportError, ImportOptions, ImportReport, Mode, SessionPolicy,
};
use serde_json::{Value, json};

use crate::{
    context::Context,
    failure::Failure,
    output::{Column, OutputFormat, Report, Table, Text, warn},
};
use progress::Progress;

/// The arguments of `orgctl import`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl import acme.json
  orgctl import --dry-run organizations.json members.json
  curl … /v1/b2b/organizations/search … | orgctl import -   # copy a Stytch project

Accepted input (UTF-8):
- the output of `orgctl export`
- response pages of Stytch's organizations/search and organizations/members/search
- organizations and Members, concatenated, one per line or in a JSON array

All input is checked before anything is written. Run an interrupted import again to complete it.

Rejected input:
- an SSO connection, claimed domain or slug of two organizations, in the input or in the tables
- a Member with an address that another Member has retired
- a phone number that is not in E.164 format
- an object over a size limit
- sessions, unless --with-sessions is given
- search pages whose next page is missing, unless --allow-partial is given")]
pub struct Arguments {
    /// Input files; `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Report the changes without writing them
    #[arg(long)]
    dry_run: bool,

    /// Also import sessions, which let the holder of a token act as the person; without this option, input with
    /// sessions is rejected
    #[arg(long)]
    with_sessions: bool,

    /// Accept search pages whose next page is missing
    #[arg(long)]
    allow_partial: bool,
}

impl Arguments {
    fn options(&self) -> ImportOptions {
        let sessions = if self.with_sessions { SessionPolicy::WithToken } else { SessionPolicy::Refuse };
        ImportOptions { sessions, allow_partial: self.allow_partial }
    }
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let writer = context.writer()?;
    let sources = spool::sources(&arguments.files)?;
    let checked =
        CheckedImport::check_with_tables(sources, arguments.options(), &writer).await.map_err(refused)?;
    for line in checked.warnings().lines() {
        warn(line);
    }
    let mode = if arguments.dry_run { Mode::DryRun } else { Mode::Write };
    let progress = Progress::new(checked.records(), context.output == OutputFormat::Text);
    let loaded =
        checked.run(&writer, context.now(), &SystemEntropy, mode, &|done| progress.advance(done)).await;
    progress.end();
    let loaded = loaded.map_err(refused)?;
    context.print(&report(&loaded, mode))?;
    if loaded.refused.is_empty() {
        return Ok(());
    }
    let records = if loaded.refused.len() == 1 { "record conflicts" } else { "records conflict" };
    let reason = format!("{} {records} with stored data; skipped:", loaded.refused.len());
    Err(Failure::RefusedFor(reason, loaded.refused.lines()))
}

fn refused(error: ImportError) -> Failure {
    match error {
        ImportError::Store(error) => error.into(),
        ImportError::Refused(problems) => {
            let errors = if problems.len() == 1 { "error" } else { "errors" };
            let reason = format!("nothing was imported because of {} {errors}:", problems.len());
            Failure::RefusedFor(reason, problems.lines())
        }
        error @ (ImportError::Unreadable { .. } | ImportError::Changed) => Failure::refused(error),
    }
}

fn report(loaded: &ImportReport, mode: Mode) -> Report {
    let ImportReport { organizations, members, sessions, refused, .. } = loaded;
    let object = |counts: &Counts| -> Value {
        json!({"added": counts.added, "changed": counts.changed, "unchanged": counts.unchanged})
    };
    let row = |name: &str, counts: &Counts| {
        let Counts { added, changed, unchanged } = counts;
        vec![name.to_owned(), added.to_string(), changed.to_string(), unchanged.to_string()]
    };
    let dry_run = mode == Mode::DryRun;
    let (title, written) = if dry_run { ("would be", "would be written") } else { ("imported", "written") };
    let rows = [row("organizations", organizations), row("Members", members)];
    let columns = [title, "added", "changed", "unchanged"].map(Column::whole);
    let mut text = Text::from(Table::new(&columns, rows));
    if *sessions > 0 {
        text.push(format!("sessions {written}: {sessions}"));
    }
    Report {
        json: json!({
            "dry_run": dry_run,
            "organizations": object(organizations),
            "members": object(members),
            "sessions": sessions,
            "refused": refused.lines(),
        }),
        text,
    }
}
