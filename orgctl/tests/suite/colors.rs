//! Colors, which `NO_COLOR` and `--no-color` forbid, and JSON in one line.

use serde_json::Value;
use test_support::{Orgctl, TestApp, small_data_set};

const ESCAPE: char = '\u{1b}';
const LIST: [&str; 2] = ["organization", "list"];

fn on_color_terminal(orgctl: Orgctl) -> Orgctl {
    orgctl.with("TERM", "xterm-256color")
}

#[tokio::test]
async fn lists_have_colors_only_on_terminal() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = on_color_terminal(Orgctl::on(&app));
    assert!(orgctl.on_terminal(&LIST).await.contains(ESCAPE));
    assert!(!orgctl.on_terminal(&["--no-color", "organization", "list"]).await.contains(ESCAPE));
    assert!(!orgctl.on_terminal(&["organization", "list", "--no-color"]).await.contains(ESCAPE));
    assert!(!orgctl.text(&LIST).await.contains(ESCAPE));
    let without = on_color_terminal(Orgctl::on(&app)).with("NO_COLOR", "1");
    assert!(!without.on_terminal(&LIST).await.contains(ESCAPE));
    let forced = Orgctl::on(&app).with("CLICOLOR_FORCE", "1");
    assert!(forced.text(&LIST).await.contains(ESCAPE));
    assert!(!forced.text(&["organization", "list", "--no-color"]).await.contains(ESCAPE));
}

#[tokio::test]
async fn json_never_has_colors() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = on_color_terminal(Orgctl::on(&app)).with("CLICOLOR_FORCE", "1");
    for format in ["json", "ndjson"] {
        let list = orgctl.on_terminal(&["--output", format, "organization", "list"]).await;
        assert!(list.contains("organization-acme") && !list.contains(ESCAPE), "{list}");
    }
}

#[tokio::test]
async fn help_obeys_color_switches() {
    let orgctl = || on_color_terminal(Orgctl::unconfigured());
    assert!(orgctl().on_terminal(&["check", "--help"]).await.contains(ESCAPE));
    assert!(!orgctl().on_terminal(&["check", "--help", "--no-color"]).await.contains(ESCAPE));
    assert!(!orgctl().with("NO_COLOR", "1").on_terminal(&["check", "--help"]).await.contains(ESCAPE));
}

#[tokio::test]
async fn errors_of_parser_obey_color_switches() {
    let forced = || Orgctl::unconfigured().with("CLICOLOR_FORCE", "1");
    for (orgctl, arguments, has_colors) in [
        (Orgctl::unconfigured(), vec!["check", "--unknown"], false),
        (forced(), vec!["check", "--unknown"], true),
        (forced(), vec!["check", "--unknown", "--no-color"], false),
        (forced(), vec!["--no-color", "unknown"], false),
        (forced().with("NO_COLOR", "1"), vec!["check", "--unknown"], false),
    ] {
        let output = orgctl.run(&arguments).await;
        assert_eq!((output.code, output.stderr.contains(ESCAPE)), (Some(2), has_colors), "{arguments:?}");
    }
}

#[tokio::test]
async fn errors_of_commands_obey_color_switches() {
    let forced = || Orgctl::unconfigured().with("CLICOLOR_FORCE", "1");
    assert!(forced().run(&["check"]).await.stderr.contains(ESCAPE));
    assert!(!forced().run(&["check", "--no-color"]).await.stderr.contains(ESCAPE));
}

#[tokio::test]
async fn ndjson_without_list_is_one_line() {
    let app = TestApp::start(small_data_set()).await;
    for command in [["organization", "get", "acme"].as_slice(), &["project", "show"], &["tables", "show"]] {
        let arguments = [&["--output", "ndjson"], command].concat();
        let text = Orgctl::on(&app).text(&arguments).await;
        assert_eq!(text.lines().count(), 1, "{command:?}: {text}");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value, Orgctl::on(&app).json(command).await, "{command:?}");
    }
}
