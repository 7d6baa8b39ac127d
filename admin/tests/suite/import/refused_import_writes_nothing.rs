//! A refused import writes nothing.

use org_discovery::domain::SystemEntropy;
use serde_json::{Value, json};

use super::{data_with_sessions, jane, jane_session, members, session_with};
use test_support::{TestApp, check_files};

/// Returns the number of items in each table.
async fn counts(app: &TestApp) -> Vec<(String, i32)> {
    let tables = &app.tables;
    let mut counts = Vec::new();
    for table in
        [&tables.projects, &tables.sessions, &tables.members, &tables.joinable, &tables.organizations]
    {
        let page = app.client.scan().table_name(table).send().await.expect("a page");
        let kind = table.strip_prefix(&app.table_prefix()).expect("the prefix").trim_start_matches('-');
        counts.push((kind.to_owned(), page.count));
    }
    counts
}

/// Checks and loads files. Returns true if both succeeded.
async fn load(app: &TestApp, files: &[(&str, &str)]) -> bool {
    let Ok(data) = check_files(files) else {
        return false;
    };
    data.load(&app.writer, app.now(), &SystemEntropy).await.is_ok()
}

fn only_the_project() -> Vec<(String, i32)> {
    [("projects", 1), ("sessions", 0), ("members", 0), ("joinable", 0), ("organizations", 0)]
        .map(|(kind, count)| (kind.to_owned(), count))
        .to_vec()
}

#[tokio::test]
async fn error_at_file_end_prevents_all_writes() {
    let app = TestApp::start(json!({})).await;
    let good = data_with_sessions(&json!([jane_session()])).to_string();
    let invalid: [Value; 8] = [
        data_with_sessions(&json!([session_with("token", &json!("short"))])),
        data_with_sessions(&json!([session_with("expires_in_seconds", &json!(i64::MAX))])),
        data_with_sessions(&json!([jane_session(), jane_session()])),
        members(&json!([jane(), {"member_id": "member-2", "email_address": "unknown"}])),
        members(&json!([jane(), {"member_id": "member-2", "email_address": "jane@one.example"}])),
        json!({"organizations": [{"organization_id": "org-1"}, {"organization_id": "org-1", "organization_name": "One"}]}),
        json!({"organizations": [
            {"organization_id": "org-1"},
            {"organization_id": "org-2", "email_allowed_domains": ["gmail.com"]},
        ]}),
        json!([{"organizations": []}, 7]),
    ];
    for input in invalid {
        let input = input.to_string();
        assert!(!load(&app, &[("a.json", &input)]).await, "{input}");
        assert_eq!(counts(&app).await, only_the_project(), "{input}");
    }
    for input in ["not JSON", "{\"sessions\": [{}]}"] {
        assert!(!load(&app, &[("a.json", &good), ("b.json", input)]).await, "{input}");
        assert_eq!(counts(&app).await, only_the_project(), "{input}");
    }
    assert!(load(&app, &[("a.json", &good)]).await);
    assert_ne!(counts(&app).await, only_the_project());
}
