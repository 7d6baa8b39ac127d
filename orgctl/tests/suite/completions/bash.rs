//! Completions in a real bash, which splits words at `:`, `=` and `@`.

use test_support::{TestApp, small_data_set};
use tokio::process::Command;

/// A line with the cursor at its end, and the words into which bash splits it.
struct BashLine {
    line: &'static str,
    words: &'static [&'static str],
    /// The part of the last word that bash replaces.
    replaced: &'static str,
    expected: &'static [&'static str],
}

const BASH_LINES: [BashLine; 6] = [
    BashLine {
        line: "orgctl organization get ac",
        words: &["orgctl", "organization", "get", "ac"],
        replaced: "ac",
        expected: &["acme"],
    },
    BashLine {
        line: "orgctl member list --organization=ac",
        words: &["orgctl", "member", "list", "--organization", "=", "ac"],
        replaced: "ac",
        expected: &["acme"],
    },
    BashLine {
        line: "orgctl member list --organization=",
        words: &["orgctl", "member", "list", "--organization", "="],
        replaced: "",
        expected: &["acme", "globex"],
    },
    BashLine {
        line: "orgctl member get --organization acme ann@ac",
        words: &["orgctl", "member", "get", "--organization", "acme", "ann", "@", "ac"],
        replaced: "ac",
        expected: &["acme.example"],
    },
    BashLine {
        line: "orgctl member get --organization acme ann@",
        words: &["orgctl", "member", "get", "--organization", "acme", "ann", "@"],
        replaced: "",
        expected: &["acme.example"],
    },
    BashLine {
        line: "orgctl --table-prefix   a=b:c organization get gl",
        words: &["orgctl", "--table-prefix", "a", "=", "b", ":", "c", "organization", "get", "gl"],
        replaced: "gl",
        expected: &[],
    },
];

#[tokio::test]
async fn bash_completes_words_with_separators() {
    let app = TestApp::start(small_data_set()).await;
    for BashLine { line, words, replaced, expected } in BASH_LINES {
        assert_eq!(in_bash(&app, line, words, replaced).await, expected, "{line}");
    }
}

/// Runs the script's function as bash does, and returns the completions.
async fn in_bash(app: &TestApp, line: &str, words: &[&str], replaced: &str) -> Vec<String> {
    let script = r#"
        source <("$PROGRAM" completions bash)
        function=$(complete -p orgctl | sed 's/.*-F \([^ ]*\).*/\1/')
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_POINT=${#COMP_LINE}
        "$function" orgctl "$REPLACED" ""
        if ((${#COMPREPLY[@]} > 0)); then printf '%s\n' "${COMPREPLY[@]}"; fi
    "#;
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", script, "bash"]).args(words);
    bash.env("PROGRAM", env!("CARGO_BIN_EXE_orgctl")).env("COMP_LINE", line).env("REPLACED", replaced);
    bash.env("AWS_ENDPOINT_URL_DYNAMODB", format!("http://127.0.0.1:{}", app.dynamodb_port));
    bash.env("TABLE_PREFIX", app.table_prefix()).env("PROJECT_ID", app.writer.project_id().to_string());
    let output = bash.output().await.expect("bash");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}
