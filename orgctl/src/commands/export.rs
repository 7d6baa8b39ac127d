//! `orgctl export`.

use std::{
    borrow::Cow,
    collections::HashSet,
    fmt::Display,
    io::{self, BufWriter, IsTerminal, Write},
};

use clap::Args;
use org_discovery::{domain::OrganizationId, store::StoreError};
use org_discovery_admin::{Scan, terminal};
use serde::Serialize;

use crate::{context::Context, failure::Failure, output::warn};

/// Everything but sessions, as `import` takes it.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  orgctl export > backup.json

One JSON document with an organization or Member in each line, whatever --output says. Sessions stay where they are: what opens
them is not in the tables. A file or another program gets the data as it is stored; on a terminal, control and bidirectional
characters are escaped.")]
pub struct Arguments {}

pub async fn run(context: &Context) -> Result<(), Failure> {
    let reader = context.reader()?;
    let stdout = io::stdout().lock();
    let is_terminal = stdout.is_terminal();
    let mut export = Export { out: BufWriter::new(stdout), is_terminal, damaged: 0 };
    let mut organizations = HashSet::new();
    export.raw("{\"organizations\":[")?;
    let mut every = reader.every_organization();
    let mut separator = "\n";
    while let Some(organization) = export.next(&mut every).await? {
        export.record(&mut separator, &organization)?;
        organizations.insert(organization.organization_id);
    }
    export.raw("\n],\"members\":[")?;
    let mut every = reader.every_member();
    let mut separator = "\n";
    while let Some(member) = export.next(&mut every).await? {
        if is_orphaned(&member.organization_id, &organizations, context).await? {
            let (id, organization) = (&member.member_id, &member.organization_id);
            warn(format!(
                "{id} was left out, because its organization {organization} does not exist; `orgctl check` lists such Members"
            ));
        } else {
            export.record(&mut separator, &member)?;
        }
    }
    export.raw("\n]}\n")?;
    export.finish()
}

/// Returns whether the organization does not exist. It may have been created after the scan, so it is read again.
async fn is_orphaned(
    id: &OrganizationId,
    organizations: &HashSet<OrganizationId>,
    context: &Context,
) -> Result<bool, Failure> {
    Ok(!organizations.contains(id) && matches!(context.writer()?.reader().organization(id).await, Ok(None)))
}

struct Export<W: Write> {
    out: W,
    /// A terminal interprets control characters. A file gets the same bytes as the tables.
    is_terminal: bool,
    damaged: usize,
}

impl<W: Write> Export<W> {
    fn raw(&mut self, text: impl Display) -> Result<(), Failure> {
        Ok(write!(self.out, "{text}")?)
    }

    fn record(&mut self, separator: &mut &str, record: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string(record)?;
        let json = if self.is_terminal { terminal::escape_json(&json) } else { Cow::Borrowed(json.as_str()) };
        write!(self.out, "{separator}{json}")?;
        *separator = ",\n";
        Ok(())
    }

    /// Returns the next readable record. Corrupt records are skipped with a warning.
    async fn next<T>(&mut self, every: &mut Scan<T>) -> Result<Option<T>, Failure> {
        loop {
            match every.next().await {
                None => return Ok(None),
                Some(Ok(found)) => return Ok(Some(found)),
                Some(Err(error @ StoreError::Damaged { .. })) => {
                    warn(format!("left out: {error}"));
                    self.damaged += 1;
                }
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.out.flush()?;
        match self.damaged {
            0 => Ok(()),
            damaged => Err(Failure::refused(format!(
                "{damaged} damaged items are not in the export; `orgctl check` names them"
            ))),
        }
    }
}
