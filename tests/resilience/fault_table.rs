//! Every fault at every read: the answer, the number of attempts and the time.

use futures_util::{StreamExt, stream};

use test_support::behind_proxy::{small, timed};
use test_support::{
    Answer, Read, TestApp,
    fault_proxy::{Fault, FaultProxy},
};

/// What a machine that is busy with other tests may take beyond the waits that a row names, in milliseconds: at all, and for
/// each attempt.
const SLACK_MS: u128 = 700;
const SLACK_EACH_MS: u128 = 20;

/// A read of a request.
#[derive(Clone, Copy)]
struct ReadCase {
    read: Read,
    credential: Credential,
    /// The read's name in the document.
    name: &'static str,
}

const READS: [ReadCase; 7] = [
    ReadCase {
        read: Read::Project,
        credential: Credential::Token,
        name: "project, read again alongside round trip 1",
    },
    ReadCase { read: Read::Session, credential: Credential::Token, name: "session, round trip 1" },
    ReadCase { read: Read::Members, credential: Credential::Token, name: "members, round trip 2" },
    ReadCase { read: Read::Joinable, credential: Credential::Token, name: "joinable, round trip 2" },
    ReadCase {
        read: Read::Organizations,
        credential: Credential::Token,
        name: "organizations, round trip 3",
    },
    ReadCase {
        read: Read::Session,
        credential: Credential::Jwt,
        name: "session, beside the members of a JWT",
    },
    ReadCase {
        read: Read::Members,
        credential: Credential::Jwt,
        name: "members, beside the session of a JWT",
    },
];

#[derive(Clone, Copy)]
enum Credential {
    Token,
    Jwt,
}

impl Credential {
    async fn ask(self, app: &TestApp) -> Answer {
        match self {
            Self::Token => app.discover("ist").await,
            Self::Jwt => app.discover_by_jwt("member").await,
        }
    }

    fn right_answer(self) -> &'static [&'static str] {
        match self {
            Self::Token => &["Acme: active_member", "Globex: eligible_to_join_by_email_domain"],
            Self::Jwt => &["Acme: active_member"],
        }
    }
}

/// What a fault leads to, wherever it happens.
struct Row {
    fault: Fault,
    /// The fault's name in the document.
    name: &'static str,
    /// The result when the fault happens once.
    once: ReadResult,
    /// The result when the fault happens at every attempt.
    always: ReadResult,
    /// The minimum duration of each attempt, in milliseconds.
    each_ms: u128,
}

#[derive(Clone, Copy)]
struct ReadResult {
    outcome: &'static str,
    attempts: usize,
}

const fn result(outcome: &'static str, attempts: usize) -> ReadResult {
    ReadResult { outcome, attempts }
}

const fn row(fault: Fault, name: &'static str, always: ReadResult, each_ms: u128) -> Row {
    Row { fault, name, once: result("200", 2), always, each_ms }
}

const THREE_FAILURES: ReadResult = result("internal_server_error", 3);
const ONE_FAILURE: ReadResult = result("internal_server_error", 1);

const TABLE: &[Row] = &[
    row(Fault::Throttled, "throttling", result("too_many_requests", 3), 0),
    row(Fault::ThrottledForLong, "throttling that asks for 3 s", result("too_many_requests", 3), 0),
    row(Fault::ServerError, "500 of the store", THREE_FAILURES, 0),
    row(Fault::BadGateway, "502 with a page for people", THREE_FAILURES, 0),
    row(Fault::Reset, "reset before the store was asked", THREE_FAILURES, 0),
    row(Fault::AnswerLost, "reset after the store was asked", THREE_FAILURES, 0),
    row(Fault::Closed, "connection closed without an answer", THREE_FAILURES, 0),
    row(Fault::Silence, "half-open socket: no answer, no end", THREE_FAILURES, 500),
    row(Fault::Drip, "answer drips for 10 s", THREE_FAILURES, 500),
    row(Fault::Late(700), "answer 700 ms late", THREE_FAILURES, 500),
    Row { once: result("200", 1), ..row(Fault::Late(200), "answer 200 ms late", result("200", 1), 200) },
    row(Fault::Truncated, "answer breaks off", THREE_FAILURES, 0),
    row(Fault::Garbage, "answer cannot be parsed", THREE_FAILURES, 0),
    row(Fault::EmptyPage, "empty page, and more", result("internal_server_error", 64), 0),
    row(Fault::SamePage, "empty page whose next is itself", result("internal_server_error", 2), 0),
    row(Fault::Unprocessed, "all keys unprocessed", result("too_many_requests", 5), 0),
    row(Fault::OneKey, "all keys but one unprocessed", result("200", 3), 0),
    Row { once: ONE_FAILURE, ..row(Fault::Nothing, "a success with nothing in it", ONE_FAILURE, 0) },
];

struct Measured {
    outcome: String,
    attempts: usize,
    milliseconds: u128,
}

/// Asks while a fault happens to the first `times` of a read.
async fn ask(
    (app, proxy): &(TestApp, FaultProxy),
    times: u64,
    ReadCase { read, credential, .. }: ReadCase,
    fault: Fault,
) -> Measured {
    proxy.clear_faults();
    assert_eq!(credential.ask(app).await.outcome(), "200", "on a line without faults");
    if read == Read::Project {
        app.clock.advance(61);
    }
    proxy.take_carried();
    proxy.break_first(times, read, fault);
    let (answer, took) = timed(credential.ask(app)).await;
    let attempts = proxy.take_carried().into_iter().filter(|carried| *carried == read).count();
    match answer.status.as_u16() {
        200 => assert_eq!(answer.listing(), credential.right_answer(), "{fault:?} at {read:?}"),
        _ => assert_eq!(answer.error_type(), answer.outcome()),
    }
    Measured { outcome: answer.outcome(), attempts, milliseconds: took.as_millis() }
}

/// Checks a row at every read that the fault fits, and returns the measured row of the document.
async fn check(service: &(TestApp, FaultProxy), row: &Row) -> String {
    let mut worst = [0, 0];
    for case in READS.into_iter().filter(|case| row.fault.fits(case.read)) {
        for (index, (times, promised)) in [(1, row.once), (u64::MAX, row.always)].into_iter().enumerate() {
            let measured = ask(service, times, case, row.fault).await;
            let case = format!("{} at {}, {times} times", row.name, case.name);
            assert_eq!(measured.outcome, promised.outcome, "{case}");
            assert_eq!(measured.attempts, promised.attempts, "{case}");
            let broken = if times == 1 { 1 } else { promised.attempts as u128 };
            let least = broken * row.each_ms;
            let took = measured.milliseconds;
            let most = least + SLACK_MS + SLACK_EACH_MS * measured.attempts as u128;
            assert!((least..=most).contains(&took), "{case}: {took} ms");
            worst[index] = worst[index].max(took);
        }
    }
    let [once, always] = [row.once, row.always].map(|ReadResult { outcome, attempts }| {
        let outcome = if outcome == "200" { "right" } else { outcome };
        format!("{outcome}, {attempts} {}", word(attempts))
    });
    let [once_took, always_took] = worst;
    format!(
        "| {} | {} | {once} | {always} | {once_took} ms | {always_took} ms |\n",
        row.name,
        where_it_happens(row.fault)
    )
}

fn word(attempts: usize) -> &'static str {
    if attempts == 1 { "attempt" } else { "attempts" }
}

fn where_it_happens(fault: Fault) -> String {
    let fitting = || READS.iter().filter(|case| fault.fits(case.read));
    if fitting().count() == READS.len() {
        return "every read".to_owned();
    }
    fitting().map(|case| case.name).collect::<Vec<_>>().join("; ")
}

/// A row without what was measured.
fn promised(row: &str) -> String {
    row.split('|').take(5).collect::<Vec<_>>().join("|")
}

#[tokio::test]
async fn each_fault_at_each_read_matches_the_document() {
    // Side by side, because most of it is waiting.
    let rows = stream::iter(TABLE).map(|row| async move {
        let service = small().await;
        check(&service, row).await
    });
    let table: String = rows.buffered(4).collect().await;
    println!("{table}");
    let document = include_str!("../../docs/faults.md");
    let (_, in_document) = document.split_once("|---|---|---|---|---|---|\n").expect("the table");
    let in_document: Vec<_> = in_document.lines().take_while(|line| !line.is_empty()).map(promised).collect();
    let measured: Vec<_> = table.lines().map(promised).collect();
    assert_eq!(in_document, measured, "docs/faults.md differs from the measured table");
}
