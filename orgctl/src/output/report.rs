//! The result of a command.

use std::io;

use serde_json::Value;

use super::{OutputFormat, Text, print_json, print_text};

/// The result of a command, for every format.
#[derive(Debug, Clone)]
pub struct Report {
    pub json: Value,
    pub text: Text,
}

impl Report {
    pub fn print(&self, format: OutputFormat) -> io::Result<()> {
        match format {
            OutputFormat::Text => print_text(&self.text),
            OutputFormat::Json => print_json(&format!("{:#}", self.json)),
            OutputFormat::Ndjson => print_json(&self.json.to_string()),
        }
    }
}
