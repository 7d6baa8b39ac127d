//! The request in several languages, made from the programs of docs/sdks.md.

use org_discovery::domain::ProjectId;
use serde::Serialize;
use serde_json::json;

use super::evaluation::Presented;
use crate::http_server::DISCOVERY_PATH;

/// The page with a program for each SDK, which runs against `cargo local`.
const SDKS: &str = include_str!("../../../docs/sdks.md");
/// The token, the field and the URL in these programs.
const TOKEN: &str = "demo-consultant-000000000000000000000000000=";
const URL: &str = "http://127.0.0.1:9000";

/// The languages: the title of the section, and the language of the code block.
const LANGUAGES: [(&str, &str); 8] = [
    ("Python", "python"),
    ("Node.js", "js"),
    ("Go", "go"),
    ("Java", "java"),
    ("Ruby", "ruby"),
    ("PHP", "php"),
    (".NET", "csharp"),
    ("Rust", "rust"),
];

/// A program to copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    pub label: &'static str,
    /// The command or the lines that install the client, or an empty text.
    pub install: String,
    pub code: String,
}

/// Returns the request in every language.
pub fn requests(presented: &Presented, project: &ProjectId, secret: &str, url: &str) -> Vec<Snippet> {
    let sdks = LANGUAGES.iter().filter_map(|(label, language)| {
        let section = section(label)?;
        let code = code_blocks(section).find(|(of, code)| of == language && code.contains(TOKEN))?.1;
        let install = code_blocks(section).next().map(|(_, code)| code).filter(|install| *install != code);
        Some(Snippet {
            label,
            install: install.unwrap_or_default().trim_end().to_owned(),
            code: adapted(code.trim_end(), language, presented, url),
        })
    });
    [curl(presented, project, secret, url)].into_iter().chain(sdks).collect()
}

fn curl(presented: &Presented, project: &ProjectId, secret: &str, url: &str) -> Snippet {
    let body = json!({presented.field: presented.token.expose()});
    let code = format!("curl -s {url}{DISCOVERY_PATH} \\\n  -u '{project}:{secret}' \\\n  -d '{body}'");
    Snippet { label: "curl", install: String::new(), code }
}

/// Returns the text between the heading of a section and the next one.
fn section(title: &str) -> Option<&'static str> {
    let (_, rest) = SDKS.split_once(&format!("\n## {title}\n"))?;
    Some(rest.split_once("\n## ").map_or(rest, |(section, _)| section))
}

/// Returns the code blocks of a section, each with its language.
fn code_blocks(section: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    // Text and blocks alternate between the fences.
    section.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'))
}

/// Replaces the token, the field and the URL of a program.
fn adapted(code: &str, language: &str, presented: &Presented, url: &str) -> String {
    let token = presented.token.expose();
    let code = code.replace(URL, url);
    let code = match (language, presented.field) {
        // The fields are parameters in a fixed order.
        ("java", "session_token") => code.replace(&format!("\"{TOKEN}\""), &format!("null, \"{TOKEN}\"")),
        (_, "session_token") => code
            .replace("intermediate_session_token", "session_token")
            .replace("IntermediateSessionToken", "SessionToken")
            .replace("intermediateSessionToken", "sessionToken"),
        _ => code,
    };
    code.replace(TOKEN, token)
}
