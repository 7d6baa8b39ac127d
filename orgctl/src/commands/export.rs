//! `orgctl export`.

use std::{
    borrow::Cow,
    collections::HashSet,
    fmt::Display,
    io::{self, BufWriter, IsTerminal, Write},
};

use clap::Args;
use org_discovery::{domain::OrganizationId, store::StoreError};
use org_discovery_admin::{Scan, ScannedMember, terminal};
use serde::Serialize;

use crate::{
    context::Context,
    failure::Failure,
    output::{OutputFormat, warn},
};

/// The arguments of `orgctl export`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl export > backup.json
  orgctl --stack-outputs stack.json --project project-live-… export > backup.json

Prints one JSON document with one organization or Member per line, or with -o ndjson only these
lines. `orgctl import` accepts both. Sessions are not exported, because the tables do not contain
their tokens. Control and bidirectional characters are escaped only if standard output is a
terminal.")]
pub struct Arguments {}

pub async fn run(context: &Context) -> Result<(), Failure> {
    let reader = context.reader()?;
    let stdout = io::stdout().lock();
    let is_terminal = stdout.is_terminal();
    let is_ndjson = context.output == OutputFormat::Ndjson;
    let mut export = Export { out: BufWriter::new(stdout), is_terminal, is_ndjson, damaged_items: 0 };
    let mut organizations = HashSet::new();
    export.raw("{\"organizations\":[")?;
    let mut every = reader.all_organizations();
    let mut separator = "\n";
    while let Some(organization) = export.next(&mut every).await? {
        export.record(&mut separator, &organization)?;
        organizations.insert(organization.organization_id);
    }
    export.raw("\n],\"members\":[")?;
    let mut every = reader.all_members();
    let mut separator = "\n";
    while let Some(ScannedMember { member, joins_by_rule }) = export.next(&mut every).await? {
        if joins_by_rule {
            let id = &member.member_id;
            warn(format!("skipped Member {id}: the person has not completed joining, and can join again"));
        } else if is_orphaned(&member.organization_id, &organizations, context).await? {
            let (id, organization) = (&member.member_id, &member.organization_id);
            warn(format!(
                "skipped Member {id}: its organization {organization} does not exist; `orgctl check` lists such Members"
            ));
        } else {
            export.record(&mut separator, &member)?;
        }
    }
    export.raw("\n]}\n")?;
    export.finish()
}

/// Returns true if the organization does not exist. An organization that the scan did not return is read again, because
/// it may have been created since.
async fn is_orphaned(
    id: &OrganizationId,
    organizations: &HashSet<OrganizationId>,
    context: &Context,
) -> Result<bool, Failure> {
    Ok(!organizations.contains(id) && matches!(context.reader()?.organization(id).await, Ok(None)))
}

struct Export<W: Write> {
    out: W,
    /// True if control characters must be escaped for a terminal. Files get the stored bytes.
    is_terminal: bool,
    /// True if the records have no enclosing document.
    is_ndjson: bool,
    damaged_items: usize,
}

impl<W: Write> Export<W> {
    /// Writes a part of the enclosing document.
    fn raw(&mut self, text: impl Display) -> Result<(), Failure> {
        if self.is_ndjson {
            return Ok(());
        }
        Ok(write!(self.out, "{text}")?)
    }

    fn record(&mut self, separator: &mut &str, record: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string(record)?;
        let json = if self.is_terminal { terminal::escape_json(&json) } else { Cow::Borrowed(json.as_str()) };
        if self.is_ndjson {
            return Ok(writeln!(self.out, "{json}")?);
        }
        write!(self.out, "{separator}{json}")?;
        *separator = ",\n";
        Ok(())
    }

    /// Returns the next record. Damaged items are skipped with a warning.
    async fn next<T>(&mut self, every: &mut Scan<T>) -> Result<Option<T>, Failure> {
        loop {
            match every.next().await {
                None => return Ok(None),
                Some(Ok(found)) => return Ok(Some(found)),
                Some(Err(error @ StoreError::Damaged { .. })) => {
                    warn(format!("skipped: {error}"));
                    self.damaged_items += 1;
                }
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.out.flush()?;
        match self.damaged_items {
            0 => Ok(()),
            count => Err(Failure::refused(format!(
                "the export is incomplete (damaged items skipped: {count}); `orgctl check` lists them"
            ))),
        }
    }
}
