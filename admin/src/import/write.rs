//! Writes checked input to the tables: organizations, then Members, then sessions.

use super::{
    check::{CheckedImport, Treatment},
    error::ImportError,
    import_run::ImportRun,
    observer::ImportObserver,
    options::{Mode, SessionPolicy},
    prefetch::Prefetch,
    record_kind::RecordFilter,
    record_writer::RecordWriter,
    records::Record,
    report::ImportReport,
    retry::retry_with_backoff,
    session_creation::{LoadedSession, SessionCreator},
};
use crate::Writer;
use org_discovery::domain::{Entropy, Timestamp};

impl CheckedImport {
    /// Writes all records, and returns the sessions with their credentials. Repeating this is safe; sessions without a
    /// given token get a new one each time.
    ///
    /// # Errors
    /// [`ImportError::Refused`] with the records that conflict with stored data, or [`ImportError`] if DynamoDB fails.
    pub async fn load(
        &self,
        writer: &Writer,
        now: Timestamp,
        entropy: &impl Entropy,
    ) -> Result<Vec<LoadedSession>, ImportError> {
        let report = self.run(writer, now, entropy, Mode::Write, &()).await?;
        if report.refused.is_empty() {
            Ok(report.loaded_sessions)
        } else {
            Err(ImportError::Refused(report.refused))
        }
    }

    /// Writes all records except those that conflict with stored data, or only plans the writes. Repeating this is
    /// safe. With [`ImportOptions::skip_invalid`](super::ImportOptions::skip_invalid), records with errors are left out.
    ///
    /// # Errors
    /// [`ImportError`] if the input changed or DynamoDB keeps failing.
    pub async fn run(
        &self,
        writer: &Writer,
        now: Timestamp,
        entropy: &impl Entropy,
        mode: Mode,
        observer: &dyn ImportObserver,
    ) -> Result<ImportReport, ImportError> {
        let records = RecordWriter { writer, now, mode, observer };
        let run = ImportRun { checked: self, records };
        let mut report = ImportReport::default();
        let skipped = run.organizations(&mut report).await?;
        run.members(&skipped, &mut report).await?;
        run.sessions(&SessionCreator { writer, now, entropy }, &mut report).await?;
        Ok(report)
    }
}

impl ImportRun<'_> {
    async fn sessions(
        &self,
        creator: &SessionCreator<'_, impl Entropy>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if self.checked.counts.sessions == 0 || report.stopped {
            return Ok(());
        }
        let policy = self.checked.options.sessions;
        let mut input = Prefetch::start(&self.checked.input, RecordFilter::Sessions);
        while let Some(record) = input.next().await {
            if self.stops(report) {
                return Ok(());
            }
            let treatment = self.checked.treatment(&record);
            self.advance(1);
            let Record::Session(_, session) = record else {
                continue;
            };
            if treatment != Treatment::Write {
                continue;
            }
            if session.value.token.is_none() && policy == SessionPolicy::WithToken {
                continue;
            }
            report.sessions += 1;
            if self.records.mode == Mode::DryRun {
                continue;
            }
            let created = retry_with_backoff(async || creator.create(&session.value).await).await?;
            if policy == SessionPolicy::CreateAll {
                report.loaded_sessions.push(created);
            }
        }
        input.end().await
    }
}
