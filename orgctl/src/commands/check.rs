//! `orgctl check`.

mod inconsistency_text;

use clap::Args;
use org_discovery_admin::consistency::{CheckReport, Inconsistency, RemoveDamaged, Repair, Repaired};
use serde_json::json;

use crate::{
    context::Context,
    failure::Failure,
    output::{Report, Text},
};

/// The tables, held against each other.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl check
  orgctl check --repair
  orgctl --output json check --repair --remove-damaged > repaired.json

Safe beside live traffic: each repair is one transaction, on the condition that things are still so. A Member whose
organization does not exist is erased by --repair; --output json prints it. An organization that cannot be read is never
removed: `orgctl organization put` writes it anew. Which of two organizations owns a shared SSO connection or domain is for an
operator to decide. A notice is no difference: with nothing but notices the exit code is 0.")]
pub struct Arguments {
    /// Mend what can be mended
    #[arg(long)]
    repair: bool,

    /// Remove items that cannot be read, but for organizations; --output json prints what they held
    #[arg(long, requires = "repair")]
    remove_damaged: bool,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let writer = context.writer()?;
    let damaged = if arguments.remove_damaged { RemoveDamaged::Yes } else { RemoveDamaged::No };
    let mut found = Repaired::default();
    let ended = if arguments.repair {
        writer.consistency().check_and_repair(context.now(), damaged, &mut found).await
    } else {
        writer.consistency().check(context.now()).await.map(|report| found.remaining = report)
    };
    let Repaired { repairs, remaining } = found;
    // What was taken away is printed also when the store failed midway.
    if ended.is_ok() || !repairs.is_empty() {
        context.print(&Report {
            json: json!({
                "read": remaining.read, "repaired": repairs, "differences": remaining.inconsistencies,
                "notices": remaining.notices,
            }),
            text: text(&repairs, &remaining),
        })?;
    }
    ended?;
    conclusion(arguments, &remaining)
}

fn conclusion(arguments: &Arguments, remaining: &CheckReport) -> Result<(), Failure> {
    let count = remaining.inconsistencies.len();
    let things = if count == 1 { "thing is" } else { "things are" };
    let damaged = remaining.inconsistencies.iter().any(|d| matches!(d, Inconsistency::Damaged { .. }));
    let next = match (arguments.repair, damaged && !arguments.remove_damaged) {
        _ if count == 0 => return Ok(()),
        (false, _) => "`orgctl check --repair` mends what can be mended",
        (true, true) => {
            "an organization that cannot be read is written anew by `orgctl organization put`, other items go with --remove-damaged"
        }
        (true, false) => {
            "others may be writing the same items, so try again; what stays has to be mended by hand"
        }
    };
    Err(Failure::refused(format!("{count} {things} not as it should be; {next}")))
}

fn text(repairs: &[Repair], remaining: &CheckReport) -> Text {
    let read = &remaining.read;
    let mut lines: Vec<_> = repairs
        .iter()
        .map(|repair| format!("repaired: {}", inconsistency_text::inconsistency_text(&repair.inconsistency)))
        .collect();
    lines.extend(remaining.inconsistencies.iter().map(inconsistency_text::inconsistency_text));
    lines.extend(
        remaining.notices.iter().map(|notice| format!("notice: {}", inconsistency_text::notice_text(notice))),
    );
    let found = if remaining.inconsistencies.is_empty() { "nothing to report" } else { "see above" };
    lines.push(format!(
        "read {} organizations, {} Members, {} edges, {} counters, {} session items: {found}",
        read.organizations, read.members, read.edges, read.counters, read.session_items
    ));
    lines.into()
}
