//! The plan of a repair, which is shown before anything is changed.

use std::collections::BTreeSet;

use org_discovery_admin::consistency::{CheckReport, Inconsistency, RepairAction};

use super::{finding::done, group::Group, names::Organizations, problem::problem};
use crate::output::{counted, notice};

/// The repairs that `--repair` makes for the inconsistencies of a report.
#[derive(Debug)]
pub struct Plan<'r> {
    report: &'r CheckReport,
    allowed: BTreeSet<RepairAction>,
}

impl<'r> Plan<'r> {
    pub fn new(report: &'r CheckReport, remove_damaged: bool) -> Self {
        let mut allowed = RepairAction::all();
        if !remove_damaged {
            allowed.remove(&RepairAction::RemoveDamaged);
        }
        Self { report, allowed }
    }

    /// Returns what the repair does with an inconsistency, or `None` if it is left.
    pub fn action(&self, inconsistency: &Inconsistency) -> Option<RepairAction> {
        inconsistency.repair_action().filter(|action| self.allowed.contains(action))
    }

    /// Returns true if nothing can be repaired.
    pub fn is_empty(&self) -> bool {
        !self.report.inconsistencies.iter().any(|inconsistency| self.action(inconsistency).is_some())
    }

    /// Prints the plan to standard error.
    pub fn print(&self) {
        let organizations = Organizations(&self.report.organizations);
        for inconsistency in &self.report.inconsistencies {
            let what = self.action(inconsistency).map_or_else(
                || "will not be repaired".to_owned(),
                |action| format!("will be {}", done(action)),
            );
            let place = Group::of(inconsistency).name(organizations);
            notice(format!("{what}: {place}: {}", problem(inconsistency, organizations)));
        }
    }

    /// Returns the losses as an infinitive, such as `erase 2 Members whose organization does not exist`, or `None` if the
    /// plan loses no data.
    pub fn losses(&self) -> Option<String> {
        let count = |wanted: RepairAction| {
            let actions = self.report.inconsistencies.iter().filter_map(|found| self.action(found));
            actions.filter(|action| *action == wanted).count()
        };
        let losses = [
            ("erase", count(RepairAction::EraseMember), "Member", " whose organization does not exist"),
            ("revoke", count(RepairAction::RevokeSession), "session", ""),
            ("remove", count(RepairAction::RemoveDamaged), "damaged item", ""),
        ];
        let texts: Vec<String> = losses
            .into_iter()
            .filter(|(_, count, ..)| *count > 0)
            .map(|(verb, count, noun, which)| format!("{verb} {}{which}", counted(count, noun)))
            .collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// Returns the actions that a repair may take: rebuilding, and the losses of the plan. Another writer may cause
    /// inconsistencies after the plan was shown, and their repair must not lose data of a kind that the operator has not approved.
    pub fn approved(&self) -> BTreeSet<RepairAction> {
        let mut approved: BTreeSet<RepairAction> =
            self.report.inconsistencies.iter().filter_map(|found| self.action(found)).collect();
        approved.insert(RepairAction::Rebuild);
        // The other item of a damaged session is the rest of a session that is removed.
        if approved.contains(&RepairAction::RemoveDamaged) {
            approved.insert(RepairAction::RevokeSession);
        }
        approved
    }
}
