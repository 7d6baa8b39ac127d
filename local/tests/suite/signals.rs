//! SIGINT and SIGTERM stop the process immediately.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::connection::Connection;
use test_support::local::Local;

async fn ends_by(signal: &str) {
    let (local, ready) = Local::start_ready(&["--no-demo"]).await;
    let mut connection = Connection::open(&ready).await;
    assert_eq!(connection.get("/health").await.outcome(), "200");
    let begin = Instant::now();
    local.signal(signal).await;
    let output = local.wait(Duration::from_secs(5)).await;
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    assert_eq!(output.code, Some(0));
    assert_eq!(output.stdout, "");
    let lines: Vec<Value> = output.stderr.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(lines.len(), 1, "only the log line of the request: {lines:?}");
    assert_eq!(
        (&lines[0]["http.route"], &lines[0]["message"]),
        (&json!("/health"), &json!("request answered"))
    );
}

#[tokio::test]
async fn sigint_stops_process_with_open_connection() {
    ends_by("INT").await;
}

#[tokio::test]
async fn sigterm_stops_process_with_open_connection() {
    ends_by("TERM").await;
}
