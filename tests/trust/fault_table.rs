//! Every fault at every read: what is answered, after how many attempts, and how soon.

use futures_util::{StreamExt, stream};

use crate::{
    harness::{Read, TestApp},
    line::{Fault, Line},
    service::{small, timed},
};

/// The time that a request may take at most, with what this machine may need to notice.
const LATEST_MS: u128 = 2_500 + 500;

const READS: [(Read, &str); 5] = [
    (Read::Project, "project, read again beside wave 1"),
    (Read::Session, "session, wave 1"),
    (Read::Members, "members, wave 2"),
    (Read::Joinable, "joinable, wave 2"),
    (Read::Organizations, "organizations, wave 3"),
];

/// What a fault leads to, wherever it happens.
struct Row {
    fault: Fault,
    /// How the document calls it.
    name: &'static str,
    /// When it happens once: attempts of that read. The answer is always the right one.
    once: usize,
    /// When it happens every time: the outcome, and attempts of that read.
    always: (&'static str, usize),
    /// How long each attempt takes at least, in milliseconds.
    each_ms: u128,
}

const fn row(fault: Fault, name: &'static str, always: (&'static str, usize), each_ms: u128) -> Row {
    Row { fault, name, once: 2, always, each_ms }
}

const OURS: (&str, usize) = ("internal_server_error", 3);

const TABLE: &[Row] = &[
    row(Fault::Throttled, "throttling", ("too_many_requests", 3), 0),
    row(Fault::ServerError, "500 of the store", OURS, 0),
    row(Fault::BadGateway, "502 with a page for people", OURS, 0),
    row(Fault::Reset, "reset before the store was asked", OURS, 0),
    row(Fault::AnswerLost, "reset after the store was asked", OURS, 0),
    row(Fault::Closed, "connection closed without an answer", OURS, 0),
    row(Fault::Silence, "half-open socket: no answer, no end", OURS, 500),
    row(Fault::Drip, "answer drips for 10 s", OURS, 500),
    row(Fault::Late(700), "answer 700 ms late", OURS, 500),
    Row { once: 1, ..row(Fault::Late(200), "answer 200 ms late", ("200", 1), 200) },
    row(Fault::Truncated, "answer breaks off", OURS, 0),
    row(Fault::Garbage, "answer cannot be parsed", OURS, 0),
    row(Fault::EmptyPage, "empty page, and more", ("internal_server_error", 64), 0),
    row(Fault::SamePage, "empty page whose next is itself", ("internal_server_error", 2), 0),
    row(Fault::Unprocessed, "all keys unprocessed", ("too_many_requests", 5), 0),
];

struct Measured {
    outcome: String,
    attempts: usize,
    milliseconds: u128,
}

/// Asks while a fault happens to the first `times` of a read.
async fn ask(app: &TestApp, line: &Line, times: u64, read: Read, fault: Fault) -> Measured {
    line.mend();
    assert_eq!(app.discover("ist").await.outcome(), "200", "on a line without faults");
    if read == Read::Project {
        app.clock.advance(61);
    }
    line.take_carried();
    line.break_first(times, read, fault);
    let (answer, took) = timed(app.discover("ist")).await;
    let attempts = line.take_carried().into_iter().filter(|carried| *carried == read).count();
    match answer.status.as_u16() {
        200 => assert_eq!(
            answer.listing(),
            ["Acme: active_member", "Globex: eligible_to_join_by_email_domain"],
            "{fault:?} at {read:?}"
        ),
        _ => assert_eq!(answer.error_type(), answer.outcome()),
    }
    Measured { outcome: answer.outcome(), attempts, milliseconds: took.as_millis() }
}

/// Asks as often as a row has reads, and says what came of it in a row of the document.
async fn check(app: &TestApp, line: &Line, row: &Row) -> String {
    let mut worst = [0, 0];
    for (read, name) in READS.iter().filter(|(read, _)| row.fault.fits(*read)) {
        let case = format!("{} at {name}", row.name);
        let once = ask(app, line, 1, *read, row.fault).await;
        assert_eq!((once.outcome.as_str(), once.attempts), ("200", row.once), "{case}, once");
        let always = ask(app, line, u64::MAX, *read, row.fault).await;
        assert_eq!((always.outcome.as_str(), always.attempts), row.always, "{case}, always");
        let waits = row.always.1 as u128 * row.each_ms;
        for (index, measured, least) in [(0, once, row.each_ms), (1, always, waits)] {
            let took = measured.milliseconds;
            assert!((least..LATEST_MS).contains(&took), "{case}: {took} ms");
            worst[index] = worst[index].max(took);
        }
    }
    let (outcome, attempts) = row.always;
    format!(
        "| {} | {} | right, {} {} | {outcome}, {attempts} {} | {} ms | {} ms |\n",
        row.name,
        where_it_happens(row.fault),
        row.once,
        word(row.once),
        word(attempts),
        worst[0],
        worst[1]
    )
}

fn word(attempts: usize) -> &'static str {
    if attempts == 1 { "attempt" } else { "attempts" }
}

fn where_it_happens(fault: Fault) -> String {
    let fitting = || READS.iter().filter(|(read, _)| fault.fits(*read));
    if fitting().count() == READS.len() {
        return "every read".to_owned();
    }
    fitting().map(|(_, name)| *name).collect::<Vec<_>>().join("; ")
}

/// A row without what was measured.
fn promised(row: &str) -> String {
    row.split('|').take(5).collect::<Vec<_>>().join("|")
}

#[tokio::test]
async fn every_fault_at_every_read_is_answered_as_the_document_says() {
    // Side by side, because most of it is waiting.
    let rows = stream::iter(TABLE).map(|row| async move {
        let (app, line) = small().await;
        check(&app, &line, row).await
    });
    let table: String = rows.buffered(4).collect().await;
    println!("{table}");
    let document = include_str!("../../docs/faults.md");
    let in_document: Vec<_> = document.lines().map(promised).collect();
    for row in table.lines() {
        assert!(in_document.contains(&promised(row)), "docs/faults.md must have a row as\n{row}");
    }
}
