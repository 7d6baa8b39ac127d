//! The text that the program prints for people.

use super::connection::{Connection, address_of};
use test_support::local::Local;

const LAST_LINE: &str = "Press Ctrl-C to stop. No data is kept.";

async fn full_announcement(local: &mut Local) -> Vec<String> {
    let mut lines = Vec::new();
    while lines.last().is_none_or(|line| line != LAST_LINE) {
        lines.push(local.next_line().await.expect("a complete announcement"));
    }
    lines
}

/// Returns the text between `before` and `after`.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} is in {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{after} is in {rest}")).0
}

/// Returns the three lines, with placeholders for the address and the credentials.
async fn short_announcement(arguments: &[&str]) -> String {
    let mut local = Local::start(arguments);
    let mut lines = Vec::new();
    for _ in 0..3 {
        lines.push(local.next_line().await.expect("a line"));
    }
    let url = lines[0].split_whitespace().last().expect("a URL").trim_end_matches('/').to_owned();
    assert_eq!(address_of(&url).ip().to_string(), "127.0.0.1");
    lines.join("\n").replace(&url, "<url>")
}

#[tokio::test]
async fn three_lines_are_printed_by_default() {
    insta::assert_snapshot!(short_announcement(&[]).await, @r#"
    Open  <url>/
    Try   curl -s <url>/v1/b2b/discovery/organizations -u 'project-test-00000000-0000-4000-8000-00000000d3e0:secret-test-demo-not-a-secret-for-local-use-only' -d '{"intermediate_session_token":"demo-consultant-000000000000000000000000000="}'
    More  on the page, and with `cargo local --verbose`. Ctrl-C stops it; no data is kept.
    "#);
    insta::assert_snapshot!(short_announcement(&["--no-playground"]).await, @r#"
    URL   <url>
    Try   curl -s <url>/v1/b2b/discovery/organizations -u 'project-test-00000000-0000-4000-8000-00000000d3e0:secret-test-demo-not-a-secret-for-local-use-only' -d '{"intermediate_session_token":"demo-consultant-000000000000000000000000000="}'
    More  with `cargo local --verbose`. Ctrl-C stops it; no data is kept.
    "#);
    insta::assert_snapshot!(short_announcement(&["--no-demo"]).await, @"
    Open  <url>/
    Try   there are no sessions; load some with --data FILE
    More  on the page, and with `cargo local --verbose`. Ctrl-C stops it; no data is kept.
    ");
}

#[tokio::test]
async fn full_announcement_contains_addresses_sessions_and_clients() {
    let mut local = Local::start(&["--verbose"]);
    let text = full_announcement(&mut local).await.join("\n");
    let url = between(&text, "listens on      ", "\n");
    let dynamodb_url = between(&text, "DynamoDB-compatible endpoint  ", "\n");
    assert_ne!(url, dynamodb_url);
    let jwt = between(&text, "{\"session_jwt\":\"", "\"");
    assert_eq!(jwt.split('.').count(), 3, "{jwt}");
    let (project, secret) = (between(&text, "project id  ", "\n"), between(&text, "secret      ", "\n"));
    let redacted = text
        .replace(dynamodb_url, "<dynamodb>")
        .replace(url, "<url>")
        .replace(project, "<project>")
        .replace(secret, "<secret>")
        .replace(jwt, "<jwt>");
    assert_eq!(redacted + "\n", include_str!("expected/announcement.txt"));
}

#[tokio::test]
async fn every_printed_curl_line_works() {
    let mut local = Local::start(&["--verbose"]);
    let lines = full_announcement(&mut local).await;
    let curls: Vec<_> = lines.iter().filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(curls.len(), 12, "eleven sessions, one of which has two credentials");
    for line in curls {
        let url = between(line, "curl -s ", " -u '");
        let (project, secret) = between(line, " -u '", "' -d '").split_once(':').expect("two parts");
        let body = between(line, " -d '", "'");
        assert!(line.ends_with(&format!(" -d '{body}'")), "{line}");
        let base = url.strip_suffix("/v1/b2b/discovery/organizations").expect("the endpoint");
        let mut connection = Connection::open_with(address_of(base), project, secret).await;
        let outcome = connection.discover(body.as_bytes()).await.outcome();
        let expected = if body.contains("demo-expired") { "intermediate_session_not_found" } else { "200" };
        assert_eq!(outcome, expected, "{line}");
    }
}
