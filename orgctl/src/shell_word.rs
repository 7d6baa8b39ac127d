//! Words for a POSIX shell.

/// Quotes a text, so that a shell takes it literally.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Quotes a file name, unless it has only characters that no shell interprets.
pub fn file_name(name: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
    if name.chars().all(is_plain) { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_is_quoted_for_the_shell() {
        for (name, expected) in [
            ("keys/private.pem", "keys/private.pem"),
            ("my key.pem", "'my key.pem'"),
            ("it's; rm -rf $HOME", r"'it'\''s; rm -rf $HOME'"),
        ] {
            assert_eq!(file_name(name), expected);
        }
    }
}
