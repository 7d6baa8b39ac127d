//! Mistakes and warnings with their places in the input.

use std::fmt;

use crate::terminal::escape;

/// A mistake or warning at a place in a file. It is displayed as one line, safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's name, as it was given.
    pub file: String,
    /// A JSON pointer (RFC 6901); empty for the file as a whole.
    pub place: String,
    /// The message.
    pub reason: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, reason } = self;
        let (file, place, reason) = (escape(file), escape(place), escape(reason));
        if place.is_empty() { write!(f, "{file}: {reason}") } else { write!(f, "{file}: {place}: {reason}") }
    }
}

/// The first diagnostics, and the number of further ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    more: usize,
}

impl Diagnostics {
    /// Beyond these, diagnostics are only counted, and need not be located.
    pub(super) const KEPT: usize = 100;

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.kept.len() < Self::KEPT {
            self.kept.push(diagnostic);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Counts diagnostics that are not kept.
    pub(super) fn count(&mut self, more: usize) {
        self.more += more;
    }

    pub(super) fn append(&mut self, other: Self) {
        self.extend(other.kept);
        self.more += other.more;
    }

    /// Returns whether no diagnostic was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of diagnostics, kept or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    /// Returns a line for each diagnostic that was kept, and one for the number of further ones.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        self.kept.iter().map(ToString::to_string).chain(more).collect()
    }
}

/// One diagnostic a line.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}
