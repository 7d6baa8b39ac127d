//! A line of text output, whose parts have styles.

use anstyle::{AnsiColor, Style as AnsiStyle};
use org_discovery_admin::terminal;

/// The style of a part of a line. Printing drops it if standard output does not support colors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    #[default]
    Plain,
    Heading,
    Good,
    Bad,
    Caution,
    Faint,
}

impl Style {
    /// Returns the style for a terminal.
    pub fn ansi(self) -> AnsiStyle {
        match self {
            Self::Plain => AnsiStyle::new(),
            Self::Heading => AnsiStyle::new().bold(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Caution => AnsiColor::Yellow.on_default(),
            Self::Faint => AnsiStyle::new().dimmed(),
        }
    }
}

/// A line of text output. It is escaped when it is rendered, so that it contains no line break.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(Vec<(String, Style)>);

impl Line {
    /// Creates a line with one style.
    pub fn styled(text: impl Into<String>, style: Style) -> Self {
        Self(vec![(text.into(), style)])
    }

    /// Adds text in a style.
    pub fn with(mut self, text: impl Into<String>, style: Style) -> Self {
        self.0.push((text.into(), style));
        self
    }

    /// Returns the text without styles and escapes.
    pub fn plain(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// Returns the escaped text with the terminal codes of its styles.
    pub fn render(&self) -> String {
        let part = |(text, style): &(String, Style)| {
            let (style, text) = (style.ansi(), terminal::escape(text));
            format!("{style}{text}{style:#}")
        };
        self.0.iter().map(part).collect()
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::styled(text, Style::Plain)
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::styled(text, Style::Plain)
    }
}
