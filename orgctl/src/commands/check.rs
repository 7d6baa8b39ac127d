//! `orgctl check`.

mod effect;
mod finding;
mod group;
mod names;
mod plan;
mod problem;
mod repair_command;
mod report;

use clap::Args;
use org_discovery_admin::consistency::Repaired;

use crate::{confirmation::Confirmation, context::Context, failure::Failure};
use plan::Plan;
use report::inconsistencies;

/// The arguments of `orgctl check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl check
  orgctl check --repair
  orgctl --dry-run check --repair
  orgctl --output json check --repair --remove-damaged --yes > repaired.json

The report says for each inconsistency what it means for people, and which command repairs it.

--repair shows its plan first. It asks before data is lost: Members whose organization does not
exist are erased, sessions whose two items differ are revoked, and with --remove-damaged, damaged
items are removed. The report prints what was removed. Damaged organizations and projects are
never removed. The command is safe during live traffic: each repair is one conditional transaction.

The exit code is 3 if inconsistencies remain. Notices need no repair and do not affect it.")]
pub struct Arguments {
    /// Repair the inconsistencies that can be repaired automatically
    #[arg(long)]
    repair: bool,

    /// Also remove damaged items, except organizations and projects; the report prints their attributes
    #[arg(long, requires = "repair")]
    remove_damaged: bool,

    #[command(flatten)]
    confirmation: Confirmation,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let remaining = context.reader()?.check(context.now()).await?;
    let organizations = remaining.organizations.clone();
    let checked = Repaired { repairs: Vec::new(), remaining, organizations };
    let plan = Plan::new(&checked.remaining, arguments.remove_damaged);
    if !arguments.repair {
        return print(&checked, None, context);
    }
    if !plan.is_empty() {
        context.announce()?;
    }
    if context.is_dry_run() {
        return print(&checked, Some(&plan), context);
    }
    if plan.is_empty() {
        return print(&checked, None, context);
    }
    confirm(&plan, arguments.confirmation, context)?;
    repair(&plan, context).await
}

/// Shows the plan, and asks if data is lost.
fn confirm(plan: &Plan<'_>, confirmation: Confirmation, context: &Context) -> Result<(), Failure> {
    let losses = plan.losses();
    let asks = losses.is_some() && !confirmation.yes;
    if asks || !context.is_quiet() {
        plan.print();
    }
    losses.map_or(Ok(()), |losses| confirmation.ask(&losses, context))
}

async fn repair(plan: &Plan<'_>, context: &Context) -> Result<(), Failure> {
    let mut found = Repaired::default();
    let writer = context.writer()?;
    let ended = writer.consistency().check_and_repair(context.now(), &plan.approved(), &mut found).await;
    if let Err(error) = ended {
        // Repairs are printed even if a later read or write failed, because the report contains the removed items.
        if !found.repairs.is_empty() {
            report::print(&found, None, context)?;
        }
        return Err(error.into());
    }
    print(&found, None, context)
}

/// Prints the report. Fails if inconsistencies remain.
fn print(found: &Repaired, plan: Option<&Plan<'_>>, context: &Context) -> Result<(), Failure> {
    report::print(found, plan, context)?;
    let remaining = &found.remaining.inconsistencies;
    if remaining.is_empty() {
        return Ok(());
    }
    let count = inconsistencies(remaining.len());
    let state = if found.repairs.is_empty() { "found" } else { "left" };
    Err(Failure::findings(format!("{count} {state}; the report names the command for each")))
}
