//! The programs that the page offers to copy.

use serde_json::json;

use super::Page;

#[tokio::test]
async fn request_is_offered_in_every_language() {
    let page = Page::with_demo().await;
    for (situation, field) in [
        (json!({"story": "consultant"}), "intermediate_session_token"),
        (json!({"story": "member-session"}), "session_token"),
    ] {
        let evaluation = page.evaluate(&situation).await;
        let url = page.ready["url"].as_str().expect("a URL").to_owned();
        let token = super::request_body(&evaluation);
        let (_, token) = token.split_once("\":\"").expect("a value");
        let token = token.trim_end_matches("\"}").to_owned();
        let snippets = evaluation["snippets"].as_array().expect("a list");
        let labels: Vec<_> =
            snippets.iter().map(|snippet| snippet["label"].as_str().expect("a label")).collect();
        assert_eq!(labels, ["curl", "Python", "Node.js", "Go", "Java", "Ruby", "PHP", ".NET", "Rust"]);
        for snippet in snippets {
            let code = snippet["code"].as_str().expect("code");
            assert!(code.contains(&url) && code.contains(&token), "{code}");
            let names_field = code.replace('_', "").to_lowercase().contains(&field.replace('_', ""));
            let is_java = snippet["label"] == "Java";
            assert!(names_field || is_java, "{code}");
            let other = if field == "session_token" { "intermediatesessiontoken" } else { "null, \"" };
            assert!(!code.replace('_', "").to_lowercase().contains(other), "{code}");
        }
    }
}
