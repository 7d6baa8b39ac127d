//! Every fault at every read: what is answered, after how many attempts, and how soon.

use futures_util::{StreamExt, stream};

use crate::service::{small, timed};
use test_support::{
    Answer, Read, TestApp,
    fault_proxy::{Fault, Line},
};

/// What a machine that is busy with other tests may take beyond the waits that a row names, in milliseconds: at all, and for
/// each attempt.
const SLACK_MS: u128 = 700;
const SLACK_EACH_MS: u128 = 20;

/// A read of a request, what opens the session of that request, and how the document calls it.
const READS: [(Read, Opens, &str); 7] = [
    (Read::Project, Opens::Token, "project, read again beside wave 1"),
    (Read::Session, Opens::Token, "session, wave 1"),
    (Read::Members, Opens::Token, "members, wave 2"),
    (Read::Joinable, Opens::Token, "joinable, wave 2"),
    (Read::Organizations, Opens::Token, "organizations, wave 3"),
    (Read::Session, Opens::Jwt, "session, beside the members of a JWT"),
    (Read::Members, Opens::Jwt, "members, beside the session of a JWT"),
];

#[derive(Clone, Copy)]
enum Opens {
    Token,
    Jwt,
}

impl Opens {
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
    /// How the document calls it.
    name: &'static str,
    /// When it happens once: the outcome, and attempts of that read.
    once: (&'static str, usize),
    /// When it happens every time: the outcome, and attempts of that read.
    always: (&'static str, usize),
    /// How long each attempt takes at least, in milliseconds.
    each_ms: u128,
}

const fn row(fault: Fault, name: &'static str, always: (&'static str, usize), each_ms: u128) -> Row {
    Row { fault, name, once: ("200", 2), always, each_ms }
}

const OURS: (&str, usize) = ("internal_server_error", 3);
const AT_ONCE: (&str, usize) = ("internal_server_error", 1);

const TABLE: &[Row] = &[
    row(Fault::Throttled, "throttling", ("too_many_requests", 3), 0),
    row(Fault::ThrottledForLong, "throttling that asks for 3 s", ("too_many_requests", 3), 0),
    row(Fault::ServerError, "500 of the store", OURS, 0),
    row(Fault::BadGateway, "502 with a page for people", OURS, 0),
    row(Fault::Reset, "reset before the store was asked", OURS, 0),
    row(Fault::AnswerLost, "reset after the store was asked", OURS, 0),
    row(Fault::Closed, "connection closed without an answer", OURS, 0),
    row(Fault::Silence, "half-open socket: no answer, no end", OURS, 500),
    row(Fault::Drip, "answer drips for 10 s", OURS, 500),
    row(Fault::Late(700), "answer 700 ms late", OURS, 500),
    Row { once: ("200", 1), ..row(Fault::Late(200), "answer 200 ms late", ("200", 1), 200) },
    row(Fault::Truncated, "answer breaks off", OURS, 0),
    row(Fault::Garbage, "answer cannot be parsed", OURS, 0),
    row(Fault::EmptyPage, "empty page, and more", ("internal_server_error", 64), 0),
    row(Fault::SamePage, "empty page whose next is itself", ("internal_server_error", 2), 0),
    row(Fault::Unprocessed, "all keys unprocessed", ("too_many_requests", 5), 0),
    row(Fault::OneKey, "all keys but one unprocessed", ("200", 3), 0),
    Row { once: AT_ONCE, ..row(Fault::Nothing, "a success with nothing in it", AT_ONCE, 0) },
];

struct Measured {
    outcome: String,
    attempts: usize,
    milliseconds: u128,
}

/// Asks while a fault happens to the first `times` of a read.
async fn ask(
    (app, line): &(TestApp, Line),
    times: u64,
    (read, opens): (Read, Opens),
    fault: Fault,
) -> Measured {
    line.mend();
    assert_eq!(opens.ask(app).await.outcome(), "200", "on a line without faults");
    if read == Read::Project {
        app.clock.advance(61);
    }
    line.take_carried();
    line.break_first(times, read, fault);
    let (answer, took) = timed(opens.ask(app)).await;
    let attempts = line.take_carried().into_iter().filter(|carried| *carried == read).count();
    match answer.status.as_u16() {
        200 => assert_eq!(answer.listing(), opens.right_answer(), "{fault:?} at {read:?}"),
        _ => assert_eq!(answer.error_type(), answer.outcome()),
    }
    Measured { outcome: answer.outcome(), attempts, milliseconds: took.as_millis() }
}

/// Asks as often as a row has reads, and says what came of it in a row of the document.
async fn check(service: &(TestApp, Line), row: &Row) -> String {
    let mut worst = [0, 0];
    for (read, opens, name) in READS.into_iter().filter(|(read, ..)| row.fault.fits(*read)) {
        for (index, times, promised) in [(0, 1, row.once), (1, u64::MAX, row.always)] {
            let measured = ask(service, times, (read, opens), row.fault).await;
            let case = format!("{} at {name}, {times} times", row.name);
            assert_eq!((measured.outcome.as_str(), measured.attempts), promised, "{case}");
            let broken = if times == 1 { 1 } else { promised.1 as u128 };
            let least = broken * row.each_ms;
            let took = measured.milliseconds;
            let most = least + SLACK_MS + SLACK_EACH_MS * measured.attempts as u128;
            assert!((least..=most).contains(&took), "{case}: {took} ms");
            worst[index] = worst[index].max(took);
        }
    }
    let [once, always] = [row.once, row.always].map(|(outcome, attempts)| {
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
    let fitting = || READS.iter().filter(|(read, ..)| fault.fits(*read));
    if fitting().count() == READS.len() {
        return "every read".to_owned();
    }
    fitting().map(|(.., name)| *name).collect::<Vec<_>>().join("; ")
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
    assert_eq!(in_document, measured, "docs/faults.md says something else");
}
