//! The results as Markdown tables and as JSON.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    fs,
    process::Command,
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    folders::results,
    samples::{Samples, Summary, rounded},
};

/// The unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Milliseconds,
    Microseconds,
    Megabytes,
    Times,
    Count,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Milliseconds => " ms",
            Self::Microseconds => " µs",
            Self::Megabytes => " MB",
            Self::Times => " ×",
            Self::Count => "",
        })
    }
}

/// The goal for a measured value.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {}", trimmed(*most)),
            Self::AtLeast(least) => write!(f, "≥ {}", trimmed(*least)),
        }
    }
}

/// Returns the rounded value without trailing zeros.
fn trimmed(value: f64) -> String {
    let text = rounded(value);
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A measured value and its goal, if any.
#[derive(Debug, Serialize)]
struct Row {
    section: &'static str,
    what: String,
    measured: Summary,
    unit: Unit,
    goal: Option<Goal>,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, measured, unit, goal, .. } = self;
        write!(f, "| {what} | {measured}{unit} |")?;
        let Some(goal) = goal else { return write!(f, " | |") };
        let met = if goal.is_met(measured.median) { "met" } else { "**missed**" };
        write!(f, " {goal} | {met} |")
    }
}

const HEAD: &str = "| metric | measured | goal | |\n|---|---|---|---|\n";

#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    section: &'static str,
    details: BTreeMap<String, Value>,
    /// Markdown after the rows. Not in the JSON.
    appendix: String,
}

impl Report {
    /// Starts a section. The following rows belong to it.
    pub fn section(&mut self, title: &'static str) {
        self.section = title;
        println!("\n{title}\n");
    }

    pub fn add(&mut self, what: impl Into<String>, samples: &Samples, unit: Unit) {
        self.row(what.into(), samples, unit, None);
    }

    pub fn add_one(&mut self, what: impl Into<String>, value: f64, unit: Unit) {
        self.add(what, &Samples(vec![value]), unit);
    }

    pub fn add_goal(&mut self, what: impl Into<String>, samples: &Samples, unit: Unit, goal: Goal) {
        self.row(what.into(), samples, unit, Some(goal));
    }

    fn row(&mut self, what: String, samples: &Samples, unit: Unit, goal: Option<Goal>) {
        let row = Row { section: self.section, what, measured: samples.summary(), unit, goal };
        println!("{row}");
        self.rows.push(row);
    }

    /// Adds a value to the JSON only.
    pub fn detail(&mut self, name: &str, value: Value) {
        self.details.insert(name.to_owned(), value);
    }

    /// Adds text to the Markdown only.
    pub fn append(&mut self, text: &str) {
        println!("\n{text}");
        self.appendix.push_str(text);
    }

    /// Writes the result files.
    pub fn finish(self) {
        let folder = results();
        fs::write(folder.join("results.md"), self.to_markdown()).expect("a file");
        let result = json!({"rows": self.rows, "details": self.details});
        let text = serde_json::to_string_pretty(&result).expect("JSON");
        fs::write(folder.join("result.json"), text).expect("a file");
        println!("\nresults: {}", folder.display());
    }

    fn to_markdown(&self) -> String {
        let goals = self.rows.iter().filter(|row| row.goal.is_some());
        let mut text = format!("On {}.\n\n## Goals\n\n{HEAD}", machine());
        text.extend(goals.map(|row| format!("{row}\n")));
        for (index, row) in self.rows.iter().enumerate() {
            if index == 0 || self.rows[index - 1].section != row.section {
                let _ = write!(text, "\n## {}\n\n{HEAD}", row.section);
            }
            let _ = writeln!(text, "{row}");
        }
        text + "\n" + &self.appendix
    }
}

/// Describes the machine and its language runtimes.
fn machine() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("an unknown processor", |(_, model)| model);
    let processors = about.lines().filter(|line| line.starts_with("processor")).count();
    let versions = [("Rust", "rustc"), ("Node.js", "node"), ("Python", "python3")].map(|(name, program)| {
        version(program).map_or(format!("no {name}"), |version| format!("{name} {version}"))
    });
    format!("{processors} processors of {model}; {}", versions.join(", "))
}

/// Returns the first version number in the output of `program --version`.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_whitespace().map(|word| word.trim_start_matches('v'));
    words.find(|word| word.starts_with(|first: char| first.is_ascii_digit())).map(str::to_owned)
}
