//! The summary of an import.

use org_discovery_admin::import::{Counts, ImportReport, LeftOut, Mode};
use serde_json::{Value, json};

use crate::output::{Column, Report, Table, Text, counted};

/// The changes of an import, made or planned.
pub struct Summary<'s> {
    pub loaded: &'s ImportReport,
    pub left_out: LeftOut,
    /// The number of records with errors, which were left out.
    pub refused: u64,
    /// The file with the refused records, if it was requested.
    pub file: Option<&'s str>,
    pub mode: Mode,
}

impl Summary<'_> {
    pub fn report(&self) -> Report {
        Report { json: self.json(), text: self.text() }
    }

    fn text(&self) -> Text {
        let ImportReport { organizations, members, sessions, .. } = self.loaded;
        let row = |name: &str, counts: &Counts| {
            let Counts { added, changed, unchanged } = counts;
            vec![name.to_owned(), added.to_string(), changed.to_string(), unchanged.to_string()]
        };
        let (title, written, left_out) = match self.mode {
            Mode::DryRun => ("would be", "would be written", "would be left out"),
            Mode::Write => ("imported", "written", "left out"),
        };
        let rows = [row("organizations", organizations), row("Members", members)];
        let mut text =
            Text::from(Table::new(&[title, "added", "changed", "unchanged"].map(Column::whole), rows));
        if *sessions > 0 {
            text.push(format!("sessions {written}: {sessions}"));
        }
        let parts = self.left_out_parts();
        if !parts.is_empty() {
            text.push(format!("{left_out}: {}", parts.join(", ")));
        }
        text
    }

    fn left_out_parts(&self) -> Vec<String> {
        let LeftOut { duplicates, older_versions, replaced_members, sessions_without_token } = self.left_out;
        let replaced = counted(replaced_members, "deleted Member");
        let parts = [
            (duplicates, counted(duplicates, "duplicate")),
            (older_versions, counted(older_versions, "older version")),
            (replaced_members, format!("{replaced} whose address another Member has")),
            (
                sessions_without_token,
                format!("{} without a token", counted(sessions_without_token, "session")),
            ),
            (self.refused, format!("{} with errors", counted(self.refused, "record"))),
        ];
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, part)| part).collect()
    }

    fn json(&self) -> Value {
        let ImportReport { organizations, members, sessions, refused, stopped, .. } = self.loaded;
        let LeftOut { duplicates, older_versions, replaced_members, sessions_without_token } = self.left_out;
        let object = |counts: &Counts| -> Value {
            json!({"added": counts.added, "changed": counts.changed, "unchanged": counts.unchanged})
        };
        json!({
            "dry_run": self.mode == Mode::DryRun,
            "interrupted": stopped,
            "organizations": object(organizations),
            "members": object(members),
            "sessions": sessions,
            "left_out": {
                "duplicates": duplicates,
                "older_versions": older_versions,
                "replaced_deleted_members": replaced_members,
                "sessions_without_token": sessions_without_token,
                "records_with_errors": self.refused,
            },
            "refused": refused.lines(),
            "refused_file": self.file,
        })
    }
}
