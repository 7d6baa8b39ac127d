//! Errors and warnings with their locations in the input.

use std::fmt;

use crate::terminal::escape;

/// An error or warning at a location in a file. Displayed as one line, escaped for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file name, as given.
    pub file: String,
    /// A JSON pointer (RFC 6901), after `document 2` or `line 7` where needed; empty for the file as a whole.
    pub pointer: String,
    /// The message.
    pub reason: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, pointer, reason } = self;
        let (file, pointer, reason) = (escape(file), escape(pointer), escape(reason));
        if pointer.is_empty() {
            write!(f, "{file}: {reason}")
        } else {
            write!(f, "{file}: {pointer}: {reason}")
        }
    }
}

/// The first diagnostics, and the number of further diagnostics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// The diagnostics that are kept, and for each the number of further ones with the same reason in the same file.
    kept: Vec<(Diagnostic, usize)>,
    more: usize,
}

impl Diagnostics {
    /// The maximum number of diagnostics that are kept. Further ones are only counted.
    pub(super) const MAX_KEPT: usize = 100;

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.kept.len() < Self::MAX_KEPT {
            self.kept.push((diagnostic, 0));
        } else {
            self.more += 1;
        }
    }

    /// Adds a diagnostic. If one with the same reason in the same file is kept, it is only counted there.
    pub(super) fn push_grouped(&mut self, diagnostic: Diagnostic) {
        let is_same = |(kept, _): &&mut (Diagnostic, usize)| {
            kept.file == diagnostic.file && kept.reason == diagnostic.reason
        };
        match self.kept.iter_mut().find(is_same) {
            Some((_, repeats)) => *repeats += 1,
            None => self.push(diagnostic),
        }
    }

    pub(super) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Keeps the first [`Self::MAX_KEPT`] findings, which will be described, and counts the others.
    pub(super) fn keep_first<T>(&mut self, findings: &mut Vec<T>) {
        self.more += findings.len().saturating_sub(Self::MAX_KEPT);
        findings.truncate(Self::MAX_KEPT);
    }

    /// Adds `more` to the number of diagnostics that are not kept.
    pub(super) fn count(&mut self, more: usize) {
        self.more += more;
    }

    pub(super) fn append(&mut self, other: Self) {
        let room = Self::MAX_KEPT.saturating_sub(self.kept.len()).min(other.kept.len());
        self.more += other.more + other.kept.len() - room;
        self.kept.extend(other.kept.into_iter().take(room));
    }

    /// Returns true if no diagnostic was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns true if some diagnostics are only counted.
    #[must_use]
    pub fn is_shortened(&self) -> bool {
        self.more > 0
    }

    /// Returns the number of diagnostics, kept or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    /// Returns one line per kept diagnostic, and a last line with the number of further ones, if any.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        let line = |(diagnostic, repeats): &(Diagnostic, usize)| match repeats {
            0 => diagnostic.to_string(),
            1 => format!("{diagnostic} (and in 1 more record)"),
            _ => format!("{diagnostic} (and in {repeats} more records)"),
        };
        self.kept.iter().map(line).chain(more).collect()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        let mut collected = Self::default();
        collected.extend(diagnostics);
        collected
    }
}

/// Writes one diagnostic per line.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}
