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
    output::{OutputFormat, Report, table, warn},
};
use progress::Progress;

/// Data into the tables.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl import acme.json
  orgctl import --dry-run organizations.json members.json
  curl … /v1/b2b/organizations/search … | orgctl import -

Takes what `cargo local --data` takes: data files, pages of Stytch's organizations/search and organizations/members/search,
single organizations and Members such as `orgctl organization get` prints, one after the other, in a JSON array or one a line.
The input is UTF-8, with a byte order mark or without. It is checked as a whole before anything is written. An import that was
interrupted is completed by doing it again.

Refused: an SSO connection, a claimed domain or a slug of two organizations, in the input or in the tables, a Member on an
address that another live Member has retired, phone numbers that are not E.164, objects over a limit, sessions without
--with-sessions, and, without --allow-partial, search pages that name a next page which is not in the input.")]
pub struct Arguments {
    /// Files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Write sessions too; without it, input that holds any is refused, because a session lets the holder of its token
    /// act as the person
    #[arg(long)]
    with_sessions: bool,

    /// Import pages of a search although the last one names a next page
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
    let records = if loaded.refused.len() == 1 { "record contradicts" } else { "records contradict" };
    let reason = format!("{} {records} what the tables hold; left out:", loaded.refused.len());
    Err(Failure::RefusedFor(reason, loaded.refused.lines()))
}

fn refused(error: ImportError) -> Failure {
    match error {
        ImportError::Store(error) => error.into(),
        ImportError::Refused(problems) => {
            let mistakes = if problems.len() == 1 { "mistake" } else { "mistakes" };
            let reason = format!("nothing was imported, because of {} {mistakes}:", problems.len());
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
    let (title, done) = if dry_run { ("would be", "would be written") } else { ("imported", "written") };
    let rows = [row("organizations", organizations), row("Members", members)];
    let mut text = table(&[title, "added", "changed", "unchanged"], &rows);
    if *sessions > 0 {
        text.push(format!("sessions {done}: {sessions}"));
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
