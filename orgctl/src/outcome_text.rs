//! Names what a write did, or would do without `--dry-run`.

use org_discovery_admin::Outcome;

/// Returns `deleted`, or `would be deleted` in a dry run.
pub fn past_tense(done: &str, is_dry_run: bool) -> String {
    if is_dry_run { format!("would be {done}") } else { done.to_owned() }
}

/// Returns what a write did that is `done` if it changed something.
pub fn write_outcome(outcome: Outcome, done: &str, is_dry_run: bool) -> String {
    if outcome.is_write() { past_tense(done, is_dry_run) } else { put_outcome(outcome, is_dry_run) }
}

/// Returns what a `put` did.
pub fn put_outcome(outcome: Outcome, is_dry_run: bool) -> String {
    match outcome {
        Outcome::Added => past_tense("created", is_dry_run),
        Outcome::Changed | Outcome::Removed => past_tense("replaced", is_dry_run),
        Outcome::Unchanged => "unchanged".to_owned(),
        Outcome::Absent => "not found".to_owned(),
    }
}
