//! The file of a `put`, which contains an object as a whole.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use org_discovery_admin::import::{self, Diagnostic, SingleRecordError};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{FieldChange, changes};
use crate::{confirmation::Confirmation, context::Context, failure::Failure, input, output::warn};

/// Parses an object, and returns it with a warning for each unknown field.
type Parse<T> = fn(&str, &str) -> Result<(T, Vec<Diagnostic>), SingleRecordError>;

/// The arguments of `organization put` and `member put`.
#[derive(Debug, Args)]
pub struct WholeObject {
    /// JSON file with one object; `-` for standard input
    file: PathBuf,

    /// Ignore fields that do not exist, instead of refusing the file
    #[arg(long)]
    allow_unknown: bool,

    #[command(flatten)]
    confirmation: Confirmation,
}

/// The names of the fields that a file contains.
pub struct GivenFields(BTreeSet<String>);

impl WholeObject {
    /// Reads the object, and the names of the fields that the file contains.
    pub fn read<T>(&self, parse: Parse<T>) -> Result<(T, GivenFields), Failure> {
        let (name, text) = (input::name_of(&self.file), input::read_text(&self.file)?);
        let (object, unknown) = parse(&name, &text).map_err(|error| with_hint(error, &text))?;
        if self.allow_unknown {
            unknown.iter().for_each(warn);
        } else {
            refuse_unknown(&unknown, "correct them, or use --allow-unknown to ignore them")?;
        }
        let fields: Map<String, Value> = serde_json::from_str(&text)?;
        Ok((object, GivenFields(fields.into_iter().map(|(name, _)| name).collect())))
    }

    /// Returns the fields that change, after asking whether to reset those that the file does not contain. `subject` is
    /// the object that is replaced.
    pub fn confirmed_changes(
        &self,
        subject: &str,
        [stored, next]: [&impl Serialize; 2],
        given: &GivenFields,
        context: &Context,
    ) -> Result<Vec<FieldChange>, Failure> {
        let mut changed = changes(&serde_json::to_value(stored)?, &serde_json::to_value(next)?);
        // A write keeps the stored times if those of the object are absent.
        let is_kept = |change: &FieldChange| {
            KEPT_TIMES.contains(&change.field.as_str()) && change.after == Some(Value::Null)
        };
        changed.retain(|change| !is_kept(change));
        let resets = changed.iter().filter(|change| !given.0.contains(change.outer_field()));
        let resets: Vec<_> = resets.map(|change| change.line().plain().trim().to_owned()).collect();
        if !resets.is_empty() {
            let resets = resets.join("; ");
            let action = format!("replace {subject} and reset fields that are not in the file: {resets}");
            self.confirmation.ask(&action, context)?;
        }
        Ok(changed)
    }
}

const KEPT_TIMES: [&str; 2] = ["created_at", "updated_at"];

/// Adds the command that accepts a partial object, or an export.
fn with_hint(error: SingleRecordError, text: &str) -> Failure {
    let fields: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
    let is_export = ["organizations", "members"].iter().all(|field| fields.contains_key(*field));
    let hint = if is_export {
        "this is an export; `orgctl import` reads it, or select one object, for example with jq"
    } else {
        "`update` with --from changes some fields and keeps the others"
    };
    match Failure::from(error) {
        Failure::RefusedFor(reason, details) if reason.contains("missing field") => {
            Failure::RefusedFor(format!("{reason}; {hint}"), details)
        }
        failure => failure,
    }
}

/// Parses an object after its fields were changed.
pub fn parse_edited<T>(object: &Value, parse: Parse<T>) -> Result<T, Failure> {
    let (object, unknown) = parse("the changed object", &object.to_string())?;
    refuse_unknown(&unknown, "correct the names")?;
    Ok(object)
}

fn refuse_unknown(unknown: &[Diagnostic], remedy: &str) -> Result<(), Failure> {
    import::refuse_unknown(unknown).map_err(|error| {
        let reason = format!("{error}; {remedy}:");
        Failure::RefusedFor(reason, error.0)
    })
}
