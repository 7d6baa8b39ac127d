//! Ctrl-C and `kill` end it at once.

use std::time::{Duration, Instant};

use super::{connection::Connection, process::Local};

async fn ends_by(signal: &str) {
    let (local, ready) = Local::ready(&["--no-demo"]).await;
    let mut connection = Connection::open(&ready).await;
    assert_eq!(connection.get("/health").await.outcome(), "200");
    let begin = Instant::now();
    local.signal(signal).await;
    let ended = local.ended(Duration::from_secs(5)).await;
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    assert_eq!(ended.code, Some(0));
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
}

#[tokio::test]
async fn an_interrupt_ends_it_at_once_although_a_connection_is_open() {
    ends_by("INT").await;
}

#[tokio::test]
async fn a_termination_ends_it_at_once_although_a_connection_is_open() {
    ends_by("TERM").await;
}
