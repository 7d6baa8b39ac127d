//! The failures of an import.

use org_discovery_admin::import::{ImportError, ImportOptions, Mode};

use super::report::Summary;
use crate::{
    failure::Failure,
    output::{counted, notice},
};

/// Describes input that was refused before anything was written.
pub fn refused(error: ImportError, options: ImportOptions) -> Failure {
    match error {
        ImportError::Store(error) => error.into(),
        ImportError::Refused(problems) => {
            let reason = format!("nothing was imported because of {}:", counted(problems.len(), "error"));
            let mut lines = problems.lines();
            if problems.is_shortened() && !options.skip_invalid {
                lines.push(
                    "the option --skip-invalid FILE writes every refused record with its reasons to FILE, also in a dry run"
                        .to_owned(),
                );
            }
            Failure::RefusedFor(reason, lines)
        }
        error @ (ImportError::Unreadable { .. } | ImportError::Changed) => Failure::refused(error),
    }
}

/// Describes an import that failed while it was writing.
pub fn failed(error: ImportError, processed: u64) -> Failure {
    match error {
        ImportError::Store(error) if processed == 0 => error.into(),
        ImportError::Store(error) => {
            let failure = Failure::from(error);
            notice(format!(
                "the import failed after {}; run the same command again to complete it",
                counted(processed, "record")
            ));
            failure
        }
        error => refused(error, ImportOptions::default()),
    }
}

/// Describes an import that was stopped by Ctrl-C.
pub fn interrupted(processed: u64, total: u64, mode: Mode) -> Failure {
    let done = format!("interrupted after {processed} of {}", counted(total, "record"));
    Failure::Interrupted(match mode {
        Mode::Write => format!("{done}; run the same command again to complete the import"),
        Mode::DryRun => format!("{done}; nothing was written"),
    })
}

/// Fails if records with errors were left out.
pub fn left_out(summary: &Summary<'_>) -> Result<(), Failure> {
    let conflicts = &summary.loaded.refused;
    let were = match (summary.mode, summary.refused) {
        (Mode::DryRun, _) => "would be",
        (Mode::Write, 1) => "was",
        (Mode::Write, _) => "were",
    };
    if summary.refused == 0 {
        return Ok(());
    }
    if let Some(file) = summary.file {
        let reason = format!(
            "{} {were} left out; {file} has them with the reasons: correct them and import the file",
            counted(summary.refused, "record")
        );
        return Err(Failure::Findings(reason, Vec::new()));
    }
    let records = if conflicts.len() == 1 { "record conflicts" } else { "records conflict" };
    let reason = format!("{} {records} with stored data and {were} left out:", conflicts.len());
    Err(Failure::Findings(reason, conflicts.lines()))
}
