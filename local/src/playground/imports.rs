//! Imports a file that is dropped on the page, as `cargo local --data` does.

use std::sync::Arc;

use org_discovery::domain::{Clock, SystemClock, SystemEntropy};
use org_discovery_admin::{
    counted,
    import::{CheckedImport, Counts, ImportError, ImportOptions, ImportReport, LoadedSession, Mode, Source},
};
use serde_json::{Value, json};

use super::{Playground, refusal::Refusal};
use crate::printed_session::PrintedSession;

impl Playground {
    /// Imports a file. Its sessions become stories.
    pub(super) async fn import(&self, name: &str, file: Vec<u8>) -> Result<Value, Refusal> {
        let writer = self.writer();
        let sources = vec![Source::in_memory(name, file)];
        let checked = CheckedImport::check_with_tables(sources, ImportOptions::local(), &writer).await?;
        self.begin(format!("import of {name}"), None)?;
        let run = checked.run(&writer, SystemClock.now(), &SystemEntropy, Mode::Write, &()).await;
        let imported = complete(run).and_then(|mut report| {
            let stories = self.add_sessions(std::mem::take(&mut report.loaded_sessions))?;
            Ok((report, stories))
        });
        let (report, stories) = self.end(imported)?;
        if is_empty(&report) {
            self.history.forget_last()?;
        }
        Ok(
            json!({"text": summary(name, &report), "stories": stories, "warnings": checked.warnings().lines()}),
        )
    }

    /// Adds sessions to the stories, and returns their names. A session replaces the one with its name.
    fn add_sessions(&self, loaded: Vec<LoadedSession>) -> Result<Vec<String>, Refusal> {
        let names = loaded.iter().map(|loaded| loaded.entry.name.clone()).collect();
        let mut sessions: Vec<_> = self.sessions().iter().cloned().collect();
        for loaded in loaded {
            let added = PrintedSession::new(loaded, self.project_id(), &self.loader.signing_key)
                .map_err(|error| Refusal::failed(&*error))?;
            let name = &added.loaded.entry.name;
            match sessions.iter_mut().find(|session| session.loaded.entry.name == *name) {
                Some(session) => *session = added,
                None => sessions.push(added),
            }
        }
        self.set_sessions(Arc::new(sessions));
        Ok(names)
    }
}

/// Refuses an import that left records out because they conflict with stored ones.
fn complete(run: Result<ImportReport, ImportError>) -> Result<ImportReport, Refusal> {
    let report = run?;
    if report.refused.is_empty() { Ok(report) } else { Err(ImportError::Refused(report.refused).into()) }
}

/// Returns true if an import changed nothing.
fn is_empty(report: &ImportReport) -> bool {
    let changes = |counts: Counts| counts.added + counts.changed;
    changes(report.organizations) + changes(report.members) + report.sessions == 0
}

fn summary(name: &str, report: &ImportReport) -> String {
    let ImportReport { organizations, members, sessions, .. } = report;
    format!(
        "{name} is imported. Organizations: {}. Members: {}. {}.",
        outcomes(*organizations),
        outcomes(*members),
        counted(*sessions, "session")
    )
}

fn outcomes(Counts { added, changed, unchanged }: Counts) -> String {
    format!("{added} added, {changed} changed, {unchanged} unchanged")
}
