//! What is wrong with a file, and where.

use std::fmt;

use crate::terminal::escape;

/// A remark about a place in a file. It is displayed as one line, safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file's name, as it was given.
    pub file: String,
    /// A JSON pointer (RFC 6901); empty for the file as a whole.
    pub place: String,
    /// What there is to say.
    pub reason: String,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, reason } = self;
        let (file, place, reason) = (escape(file), escape(place), escape(reason));
        if place.is_empty() { write!(f, "{file}: {reason}") } else { write!(f, "{file}: {place}: {reason}") }
    }
}

/// Data that was refused. Nothing of it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFileError(pub Vec<Notice>);

impl fmt::Display for DataFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for DataFileError {}
