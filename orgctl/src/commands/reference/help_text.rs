//! Converts help texts to Markdown.

/// The width of a line of prose.
const WIDTH: usize = 130;

/// Converts the text after the options of a help text. A title with indented lines becomes a block of code, with
/// `heading` before the titles.
pub fn help_text(text: &str, heading: &str) -> String {
    let (mut page, mut in_block) = (String::new(), false);
    for (index, line) in text.lines().enumerate() {
        let next = text.lines().nth(index + 1).unwrap_or_default();
        if in_block && !line.starts_with(' ') && !(line.is_empty() && next.starts_with(' ')) {
            page.push_str("```\n");
            in_block = false;
        }
        match line.strip_suffix(':') {
            Some(title) if next.starts_with("  ") => {
                let language = if title == "Examples" { "sh" } else { "text" };
                page.push_str(&format!("\n{heading} {title}\n\n```{language}\n"));
                in_block = true;
            }
            _ if in_block => page.push_str(&format!("{}\n", line.strip_prefix("  ").unwrap_or(line))),
            _ => page.push_str(&format!("{line}\n")),
        }
    }
    if in_block {
        page.push_str("```\n");
    }
    page
}

/// Breaks a paragraph into lines.
pub fn wrapped(paragraph: &str) -> String {
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if lines[last].chars().count() + 1 + word.chars().count() <= WIDTH {
            lines[last].push(' ');
            lines[last].push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}
