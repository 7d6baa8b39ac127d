//! One completion.

use clap_complete::CompletionCandidate;
use org_discovery_admin::terminal;

/// Returns the first of `values` that begins with `typed`, described by `help`.
///
/// Shells insert a value without quotation marks, and it may come from a customer. Values with characters that a shell
/// interprets are left out.
pub fn candidate(values: &[&str], typed: &str, help: &str) -> Option<CompletionCandidate> {
    let value = values.iter().find(|value| is_plain_word(value) && value.starts_with(typed))?;
    let help = (!help.is_empty()).then(|| terminal::escape(help).into_owned().into());
    Some(CompletionCandidate::new(*value).help(help))
}

/// Returns true if every shell takes the text literally.
fn is_plain_word(text: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || "-_.+@".contains(character);
    text.starts_with(char::is_alphanumeric) && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_for_a_shell_are_left_out() {
        for value in
            ["$(id)", "`id`", "a;b", "a b", "~root", "-x", "a'b", "a\"b", "a\nb", "a*", "a\u{202e}b", ""]
        {
            assert_eq!(candidate(&[value], "", "help"), None, "{value}");
        }
        assert!(candidate(&["jane+news@acme-2.com"], "", "").is_some());
    }

    #[test]
    fn first_value_with_typed_beginning_is_used() {
        let value =
            |typed: &str| candidate(&["acme", "organization-1"], typed, "").map(|c| c.get_value().to_owned());
        assert_eq!(value(""), Some("acme".into()));
        assert_eq!(value("org"), Some("organization-1".into()));
        assert_eq!(value("x"), None);
    }

    #[test]
    fn help_is_escaped() {
        let found = candidate(&["acme"], "", "A\u{1b}[8m\nB");
        let help = found.and_then(|found| found.get_help().map(ToString::to_string));
        assert_eq!(help.as_deref(), Some("A\\u{1b}[8m\\u{a}B"));
    }
}
