//! All input formats, read from memory.

use serde_json::json;

use super::{check_files, refusal_of, warnings};
use test_support::{
    TestApp,
    input_formats::{AcceptedInput, RefusedInput, accepted_inputs, refused_inputs},
};

#[tokio::test]
async fn accepted_inputs_give_same_tables() {
    let mut expected = None;
    for AcceptedInput { name, files } in accepted_inputs() {
        let files: Vec<_> = files.iter().map(|file| ("data.json", file)).collect();
        let data = check_files(&files).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(data.warnings().to_string(), "", "{name}");
        let mut app = TestApp::start(json!({})).await;
        app.load_checked(&data).await;
        let tables = app.all_items().await;
        assert_eq!(tables[1].len(), 4, "{name}: two Members and their id items");
        assert_eq!(tables, *expected.get_or_insert_with(|| tables.clone()), "{name}");
    }
}

#[test]
fn refused_inputs_are_reported_with_reason() {
    for RefusedInput { name, file, reason } in refused_inputs() {
        let error = check_files(&[("data.json", file)]).expect_err(name);
        assert_eq!(error.to_string(), format!("data.json: {reason}"), "{name}");
    }
}

#[test]
fn byte_order_mark_is_skipped() {
    let text = "\u{feff}{\"organizations\": [{\"organization_id\": \"org-1\"}]}";
    assert_eq!(refusal_of(&[("data.json", text)]), "not refused");
    let twice = format!("\u{feff}{text}");
    insta::assert_snapshot!(refusal_of(&[("data.json", &twice)]), @"data.json: not JSON: expected value at line 1 column 1");
}

#[test]
fn search_page_with_next_cursor_is_warned_of() {
    let data =
        json!({"organizations": [{"organization_id": "org-1"}], "results_metadata": {"next_cursor": "abc"}});
    insta::assert_snapshot!(warnings(&data), @"data.json: /results_metadata/next_cursor: the last page of organizations has next_cursor abc, so the following pages are missing");
}
