//! The report of a check, as text and as JSON.

use std::collections::{BTreeMap, BTreeSet};

use org_discovery_admin::{
    consistency::{CheckNotice, CheckedItems, Repair, Repaired},
    enumeration,
};
use serde_json::{Value, json};

use super::{
    effect::Context as EffectContext,
    finding::{Finding, repaired_line, sentence},
    group::Group,
    names::Organizations,
    plan::Plan,
    problem,
};
use crate::{
    context::Context,
    failure::Failure,
    output::{Line, OutputFormat, Paragraph, Style, Text, counted, print_json, print_text},
};

/// Prints the repairs, the remaining inconsistencies and the notices. `plan` is the plan of a dry run.
pub fn print(found: &Repaired, plan: Option<&Plan<'_>>, context: &Context) -> Result<(), Failure> {
    match context.output {
        OutputFormat::Text => print_text(&text(found, plan))?,
        OutputFormat::Json => print_json(&format!("{:#}", json(found, plan, context.is_dry_run())?))?,
        OutputFormat::Ndjson => {
            for record in records(found, plan)? {
                print_json(&record.to_string())?;
            }
        }
    }
    Ok(())
}

fn organizations(found: &Repaired) -> Organizations<'_> {
    Organizations(&found.organizations)
}

fn findings(found: &Repaired) -> impl Iterator<Item = Finding<'_>> {
    let inconsistencies = &found.remaining.inconsistencies;
    let context = EffectContext { organizations: organizations(found), inconsistencies };
    inconsistencies.iter().map(move |inconsistency| Finding::of(inconsistency, context))
}

fn text(found: &Repaired, plan: Option<&Plan<'_>>) -> Text {
    let organizations = organizations(found);
    let mut groups: BTreeMap<Group, Vec<Finding<'_>>> = BTreeMap::new();
    for finding in findings(found) {
        groups.entry(Group::of(finding.inconsistency)).or_default().push(finding);
    }
    let mut repaired: BTreeMap<Group, Vec<(Line, Option<&Value>)>> = BTreeMap::new();
    for repair in &found.repairs {
        let line = repaired_line(&repair.inconsistency, organizations);
        repaired.entry(Group::of(&repair.inconsistency)).or_default().push((line, repair.removed.as_ref()));
    }
    let mut text = Text::default();
    let all: BTreeSet<Group> = groups.keys().chain(repaired.keys()).cloned().collect();
    for group in all {
        text.push(Line::styled(group.heading(organizations), Style::Heading));
        for (line, removed) in repaired.remove(&group).unwrap_or_default() {
            text.push(line);
            // Removed data is printed, so that it is not lost.
            if let Some(removed) = removed {
                text.push(Line::styled(format!("    removed: {removed}"), Style::Faint));
            }
        }
        for finding in groups.remove(&group).unwrap_or_default() {
            let planned = plan.and_then(|plan| plan.action(finding.inconsistency));
            finding.print(planned, &mut text);
        }
        text.push(Line::default());
    }
    push_notices(found, &mut text);
    text.push_paragraph(Paragraph::wrapped(0, "", &summary(found)));
    text
}

fn push_notices(found: &Repaired, text: &mut Text) {
    if found.remaining.notices.is_empty() {
        return;
    }
    text.push(Line::styled("Notices, which need no repair", Style::Heading));
    for notice in &found.remaining.notices {
        let notice = sentence(&problem::notice(notice, organizations(found)));
        text.push_paragraph(Paragraph::styled(2, &format!("{notice}."), Style::Caution));
    }
    text.push(Line::default());
}

fn summary(found: &Repaired) -> String {
    let CheckedItems { organizations, members, edges, counters, session_items } = found.remaining.read;
    let items = enumeration([
        counted(organizations, "organization"),
        counted(members, "Member"),
        counted(edges, "edge"),
        counted(counters, "counter"),
        counted(session_items, "session item"),
    ]);
    let repaired = match found.repairs.len() {
        0 => String::new(),
        count => format!(" {} repaired.", inconsistencies(count)),
    };
    match found.remaining.inconsistencies.len() {
        0 => format!("Checked {items}: no inconsistencies.{repaired}"),
        count if found.repairs.is_empty() => format!("Checked {items}: {}.", inconsistencies(count)),
        count => format!("Checked {items}: {} left.{repaired}", inconsistencies(count)),
    }
}

/// Returns `1 inconsistency` or `2 inconsistencies`.
pub fn inconsistencies(count: usize) -> String {
    if count == 1 { "1 inconsistency".to_owned() } else { format!("{count} inconsistencies") }
}

fn json(found: &Repaired, plan: Option<&Plan<'_>>, is_dry_run: bool) -> Result<Value, Failure> {
    Ok(json!({
        "read": found.remaining.read,
        "repaired": repaired_json(found)?,
        "inconsistencies": inconsistencies_json(found, plan)?,
        "notices": notices_json(found)?,
        "dry_run": is_dry_run,
    }))
}

/// Returns one record for each repair, inconsistency and notice.
fn records(found: &Repaired, plan: Option<&Plan<'_>>) -> Result<Vec<Value>, Failure> {
    let with_status = |status: &'static str, records: Vec<Value>| {
        records.into_iter().map(move |mut record| {
            record["status"] = json!(status);
            record
        })
    };
    let repaired = with_status("repaired", repaired_json(found)?);
    let left = with_status("found", inconsistencies_json(found, plan)?);
    Ok(repaired.chain(left).chain(with_status("notice", notices_json(found)?)).collect())
}

fn repaired_json(found: &Repaired) -> Result<Vec<Value>, Failure> {
    let organizations = organizations(found);
    let json = |repair: &Repair| {
        let mut json = serde_json::to_value(repair)?;
        let facts = repair.inconsistency.organization().and_then(|id| organizations.facts(id));
        json["organization_name"] = json!(facts.map(|facts| &facts.name).filter(|name| !name.is_empty()));
        json["problem"] = json!(problem::problem(&repair.inconsistency, organizations));
        json["repair_action"] = json!(repair.inconsistency.repair_action());
        Ok(json)
    };
    found.repairs.iter().map(json).collect()
}

fn inconsistencies_json(found: &Repaired, plan: Option<&Plan<'_>>) -> Result<Vec<Value>, Failure> {
    let json = |finding: Finding<'_>| {
        let mut json = finding.json()?;
        if let Some(plan) = plan {
            json["planned"] = json!(plan.action(finding.inconsistency));
        }
        Ok(json)
    };
    findings(found).map(json).collect()
}

fn notices_json(found: &Repaired) -> Result<Vec<Value>, Failure> {
    let json = |notice: &CheckNotice| {
        let mut json = serde_json::to_value(notice)?;
        json["text"] = json!(problem::notice(notice, organizations(found)));
        Ok(json)
    };
    found.remaining.notices.iter().map(json).collect()
}
