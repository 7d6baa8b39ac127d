//! `orgctl import`.

mod failure_text;
mod interruption;
mod observer;
mod progress;
mod refused_file;
mod report;
mod spool;
mod stytch;

use std::path::PathBuf;

use clap::Args;
use org_discovery::domain::SystemEntropy;
use org_discovery_admin::{
    Writer,
    import::{CheckedImport, ImportOptions, Mode, SessionPolicy, Source},
};

use crate::{context::Context, failure::Failure, output::warn};
use failure_text::{interrupted, left_out, refused};
use interruption::Interruption;
use observer::Observer;
use progress::Progress;
use refused_file::RefusedFile;
use report::Summary;
use stytch::StytchArguments;

const EXAMPLES: &str = "\
Examples:
  orgctl import --dry-run organizations.json members.json
  orgctl import --skip-invalid refused.ndjson export.json
  # Copy a Stytch project, whose secret is in the environment variable STYTCH_SECRET
  orgctl import --from-stytch --stytch-project project-live-…

Accepted input (UTF-8):
- the output of `orgctl export`
- response pages of Stytch's organizations/search and organizations/members/search
- organizations and Members, concatenated, one per line or in a JSON array
- the file of --skip-invalid, after its records are corrected

All input is checked before anything is written. Run an interrupted import again to complete it.
Of two versions of a record in the input, the one with the newer updated_at is imported. It replaces
the stored record, even if that one is newer.

Rejected input:
- an SSO connection, claimed domain or slug of two organizations, in the input or in the tables
- a Member with an address that another Member has retired
- a phone number that is not in E.164 format
- an object over a size limit
- sessions, unless --with-sessions is given
- search pages whose next page is missing, unless --allow-partial is given

Exit codes: 3 if the import left out records with errors, 130 if it was interrupted with Ctrl-C.";

const INPUT: &str = "Input";

/// The arguments of `orgctl import`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Input files; `-` for standard input
    #[arg(
        value_name = "FILE",
        required_unless_present = "from_stytch",
        conflicts_with = "from_stytch",
        help_heading = INPUT
    )]
    files: Vec<PathBuf>,

    #[command(flatten)]
    stytch: StytchArguments,

    /// Also import sessions, which let the holder of a token act as the person; without this option, input with
    /// sessions is rejected
    #[arg(long, help_heading = "Accept")]
    with_sessions: bool,

    /// Accept search pages whose next page is missing
    #[arg(long, help_heading = "Accept")]
    allow_partial: bool,

    /// Import the valid records, and write each other record with the reasons to this new file, one per line. A dry
    /// run writes the file too
    #[arg(long, value_name = "FILE", help_heading = "Accept")]
    skip_invalid: Option<PathBuf>,
}

impl Arguments {
    fn options(&self) -> ImportOptions {
        let sessions = if self.with_sessions { SessionPolicy::WithToken } else { SessionPolicy::Refuse };
        let skip_invalid = self.skip_invalid.is_some();
        ImportOptions { sessions, allow_partial: self.allow_partial, skip_invalid }
    }

    async fn sources(&self, context: &Context) -> Result<Vec<Source>, Failure> {
        match self.stytch.project()? {
            Some(project) => Ok(vec![stytch::copy(project, context.is_quiet()).await?]),
            None => spool::sources(&self.files),
        }
    }
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let refused_file = arguments.skip_invalid.as_deref().map(RefusedFile::new).transpose()?;
    let writer = context.writer()?;
    let sources = arguments.sources(context).await?;
    let options = arguments.options();
    let checked = CheckedImport::check_with_tables(sources, options, &writer).await;
    let checked = checked.map_err(|error| refused(error, options))?;
    for line in checked.warnings().lines() {
        warn(line);
    }
    if let Some(file) = &refused_file {
        checked.refused_records(&mut |record| file.add(&record)).map_err(|error| refused(error, options))?;
    }
    load(&checked, &writer, context, refused_file).await
}

/// Writes the checked input, and prints the summary.
async fn load(
    checked: &CheckedImport,
    writer: &Writer,
    context: &Context,
    refused_file: Option<RefusedFile>,
) -> Result<(), Failure> {
    let mode = if context.is_dry_run() { Mode::DryRun } else { Mode::Write };
    let progress = Progress::of_records(checked.records(), context.is_quiet());
    let interruption = Interruption::listen();
    let observer = Observer::new(&progress, &interruption, refused_file.as_ref());
    let loaded = checked.run(writer, context.now(), &SystemEntropy, mode, &observer).await;
    let processed = observer.processed();
    progress.end();
    let loaded = loaded.map_err(|error| failure_text::failed(error, processed))?;
    let refused = match &refused_file {
        Some(file) if !loaded.stopped => file.end()?,
        _ => loaded.refused.len() as u64,
    };
    let file = refused_file.filter(|_| refused > 0 && !loaded.stopped).map(|file| file.name());
    let summary =
        Summary { loaded: &loaded, left_out: checked.left_out(), refused, file: file.as_deref(), mode };
    context.print(&summary.report())?;
    if loaded.stopped {
        return Err(interrupted(processed, checked.records(), mode));
    }
    left_out(&summary)
}
