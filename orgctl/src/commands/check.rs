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

/// The arguments of `orgctl check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl check
  orgctl check --repair
  orgctl --output json check --repair --remove-damaged > repaired.json

The command is safe to run during live traffic: each repair is one conditional transaction.

--repair erases Members whose organization does not exist; --output json prints them. Damaged
organizations are never removed; rewrite them with `orgctl organization put`. If two organizations
share an SSO connection or a claimed domain, remove it from one of them by hand.

The exit code is 1 if inconsistencies remain. Notices need no repair and do not affect it.")]
pub struct Arguments {
    /// Repair the inconsistencies that can be repaired automatically
    #[arg(long)]
    repair: bool,

    /// Also remove damaged items, except organizations; --output json prints their attributes
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
    // Repairs are printed even if a later read or write failed, because the report contains the removed items.
    if ended.is_ok() || !repairs.is_empty() {
        context.print(&Report {
            json: json!({
                "read": remaining.read, "repaired": repairs, "inconsistencies": remaining.inconsistencies,
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
    let noun = if count == 1 { "inconsistency" } else { "inconsistencies" };
    let state = if arguments.repair { "left" } else { "found" };
    let damaged = remaining.inconsistencies.iter().any(|d| matches!(d, Inconsistency::Damaged { .. }));
    let next = match (arguments.repair, damaged && !arguments.remove_damaged) {
        _ if count == 0 => return Ok(()),
        (false, _) => "run `orgctl check --repair` to repair what can be repaired automatically",
        (true, true) => {
            "rewrite damaged organizations with `orgctl organization put`, and remove other damaged items with --remove-damaged"
        }
        (true, false) => "run the command again in case of concurrent writes, then repair the rest by hand",
    };
    Err(Failure::refused(format!("{count} {noun} {state}; {next}")))
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
    let found = if remaining.inconsistencies.is_empty() { "no inconsistencies" } else { "see above" };
    lines.push(format!(
        "checked {} organizations, {} Members, {} edges, {} counters, {} session items: {found}",
        read.organizations, read.members, read.edges, read.counters, read.session_items
    ));
    lines.into()
}
