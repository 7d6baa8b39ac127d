//! Converts help texts to Markdown.

use crate::output::wrap;

/// The width of a line of prose.
const WIDTH: usize = 130;

/// Converts the text after the options of a help text. A title with indented lines becomes a block of code under a
/// heading; `heading` is the marker of its level.
pub fn help_text(text: &str, heading: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (mut page, mut in_block) = (vec![String::new()], false);
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).copied().unwrap_or_default();
        let is_separator = line.is_empty() && next.starts_with(' ');
        if in_block && !line.starts_with(' ') && !is_separator {
            page.push("```".to_owned());
            in_block = false;
        }
        match line.strip_suffix(':') {
            Some(title) if !in_block && next.starts_with("  ") => {
                let language = if title == "Examples" { "sh" } else { "text" };
                page.extend([format!("{heading} {title}\n"), format!("```{language}")]);
                in_block = true;
            }
            _ => page.push(line.strip_prefix("  ").unwrap_or(line).to_owned()),
        }
    }
    page.extend(in_block.then(|| "```".to_owned()));
    page.join("\n") + "\n"
}

/// Breaks a paragraph into lines.
pub fn wrapped(paragraph: &str) -> String {
    wrap(paragraph, WIDTH, WIDTH).join("\n")
}
