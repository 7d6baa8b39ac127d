//! The file of a `put`, which contains an object as a whole.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use org_discovery_admin::import::{Diagnostic, SingleRecordError};
use serde_json::{Map, Value};

use crate::{failure::Failure, input, output::warn};

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
}

impl WholeObject {
    /// Reads the object, and the names of the fields that the file contains.
    pub fn read<T>(&self, parse: Parse<T>) -> Result<(T, BTreeSet<String>), Failure> {
        let (name, text) = (input::name_of(&self.file), input::read_text(&self.file)?);
        let (object, unknown) = parse(&name, &text).map_err(|error| with_hint(error, &text))?;
        if self.allow_unknown {
            unknown.iter().for_each(warn);
        } else {
            refuse_unknown(&unknown, "correct them, or use --allow-unknown to ignore them")?;
        }
        let fields: Map<String, Value> = serde_json::from_str(&text)?;
        Ok((object, fields.into_iter().map(|(name, _)| name).collect()))
    }
}

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
    if unknown.is_empty() {
        return Ok(());
    }
    let lines = unknown.iter().map(|diagnostic| diagnostic.to_string().replace(" was ignored", "")).collect();
    Err(Failure::RefusedFor(format!("nothing was written, because of unknown fields; {remedy}:"), lines))
}
