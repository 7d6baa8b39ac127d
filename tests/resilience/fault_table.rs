//! Every fault at every read: the response, the number of attempts and the duration.

use futures_util::{StreamExt, stream};

use test_support::behind_proxy::{start_behind_proxy, timed};
use test_support::{
    ApiResponse, Read, TestApp,
    fault_proxy::{Fault, FaultProxy},
};

/// The allowed duration in addition to the waits of a row, in milliseconds. It allows for a machine that is busy with
/// other tests.
const SLACK_MS: u128 = 700;
/// The allowed additional duration of each attempt, in milliseconds.
const SLACK_PER_ATTEMPT_MS: u128 = 20;

/// A read of a request with one kind of credential.
#[derive(Clone, Copy)]
struct ReadCase {
    read: Read,
    credential: Credential,
    /// The name of the read in docs/faults.md.
    name: &'static str,
}

const READS: [ReadCase; 7] = [
    ReadCase {
        read: Read::Project,
        credential: Credential::Token,
        name: "project, concurrent with round trip 1",
    },
    ReadCase { read: Read::Session, credential: Credential::Token, name: "session, round trip 1" },
    ReadCase { read: Read::Members, credential: Credential::Token, name: "Members, round trip 2" },
    ReadCase { read: Read::Joinable, credential: Credential::Token, name: "joinable edges, round trip 2" },
    ReadCase {
        read: Read::Organizations,
        credential: Credential::Token,
        name: "organizations, round trip 3",
    },
    ReadCase {
        read: Read::Session,
        credential: Credential::Jwt,
        name: "session of a JWT, concurrent with the Members",
    },
    ReadCase {
        read: Read::Members,
        credential: Credential::Jwt,
        name: "Members, concurrent with the session of a JWT",
    },
];

#[derive(Clone, Copy)]
enum Credential {
    Token,
    Jwt,
}

impl Credential {
    async fn discover(self, app: &TestApp) -> ApiResponse {
        match self {
            Self::Token => app.discover("ist").await,
            Self::Jwt => app.discover_by_jwt("member").await,
        }
    }

    fn expected_listing(self) -> &'static [&'static str] {
        match self {
            Self::Token => &["Acme: active_member", "Globex: eligible_to_join_by_email_domain"],
            Self::Jwt => &["Acme: active_member"],
        }
    }
}

/// A fault and its expected results, which are the same for every read.
struct Row {
    fault: Fault,
    /// The name of the fault in docs/faults.md.
    name: &'static str,
    /// The result when the fault happens once.
    once: ReadResult,
    /// The result when the fault happens in every attempt.
    always: ReadResult,
    /// The minimum duration of each failed attempt, in milliseconds.
    attempt_ms: u128,
}

#[derive(Clone, Copy)]
struct ReadResult {
    outcome: &'static str,
    attempts: usize,
}

const fn result(outcome: &'static str, attempts: usize) -> ReadResult {
    ReadResult { outcome, attempts }
}

const fn row(fault: Fault, name: &'static str, always: ReadResult, attempt_ms: u128) -> Row {
    Row { fault, name, once: result("200", 2), always, attempt_ms }
}

const THREE_FAILURES: ReadResult = result("internal_server_error", 3);
const ONE_FAILURE: ReadResult = result("internal_server_error", 1);

const TABLE: &[Row] = &[
    row(Fault::Throttled, "throttling", result("too_many_requests", 3), 0),
    row(Fault::ThrottledWithRetryAfter, "throttling with a wait of 3 s", result("too_many_requests", 3), 0),
    row(Fault::ServerError, "500 from DynamoDB", THREE_FAILURES, 0),
    row(Fault::BadGateway, "502 with an HTML page", THREE_FAILURES, 0),
    row(Fault::Reset, "connection reset before the call reaches DynamoDB", THREE_FAILURES, 0),
    row(Fault::ResponseLost, "connection reset after the call reaches DynamoDB", THREE_FAILURES, 0),
    row(Fault::Closed, "connection closed without a response", THREE_FAILURES, 0),
    row(Fault::NoResponse, "no response (half-open socket)", THREE_FAILURES, 500),
    row(Fault::SlowBody, "response sent byte by byte over 10 s", THREE_FAILURES, 500),
    row(Fault::Delay(700), "delay of 700 ms", THREE_FAILURES, 500),
    Row { once: result("200", 1), ..row(Fault::Delay(200), "delay of 200 ms", result("200", 1), 200) },
    row(Fault::Truncated, "truncated response", THREE_FAILURES, 0),
    row(Fault::Malformed, "malformed response", THREE_FAILURES, 0),
    row(Fault::EmptyPage, "empty page, with a next page", result("internal_server_error", 64), 0),
    row(Fault::PageLoop, "empty page that points to itself", result("internal_server_error", 2), 0),
    row(Fault::AllUnprocessed, "all keys unprocessed", result("too_many_requests", 5), 0),
    row(Fault::OneProcessed, "all keys but one unprocessed", result("200", 3), 0),
    Row { once: ONE_FAILURE, ..row(Fault::MissingList, "200 without the expected list", ONE_FAILURE, 0) },
];

struct Measured {
    outcome: String,
    attempts: usize,
    milliseconds: u128,
}

/// Sends a request with a fault in the first `times` attempts of a read.
async fn discover_with_fault(
    (app, proxy): &(TestApp, FaultProxy),
    times: u64,
    ReadCase { read, credential, .. }: ReadCase,
    fault: Fault,
) -> Measured {
    proxy.clear_faults();
    assert_eq!(credential.discover(app).await.outcome(), "200", "without faults");
    if read == Read::Project {
        app.clock.advance(61);
    }
    proxy.take_reads();
    proxy.inject_first(times, read, fault);
    let (response, took) = timed(credential.discover(app)).await;
    let attempts = proxy.take_reads().into_iter().filter(|attempted| *attempted == read).count();
    match response.status.as_u16() {
        200 => assert_eq!(response.listing(), credential.expected_listing(), "{fault:?} at {read:?}"),
        _ => assert_eq!(response.error_type(), response.outcome()),
    }
    Measured { outcome: response.outcome(), attempts, milliseconds: took.as_millis() }
}

/// Checks a row for every read to which the fault applies, and returns the row in the format of docs/faults.md.
async fn check(service: &(TestApp, FaultProxy), row: &Row) -> String {
    let mut longest = [0, 0];
    for case in READS.into_iter().filter(|case| row.fault.applies_to(case.read)) {
        for (index, (times, expected)) in [(1, row.once), (u64::MAX, row.always)].into_iter().enumerate() {
            let measured = discover_with_fault(service, times, case, row.fault).await;
            let case = format!("{} at {}, {times} times", row.name, case.name);
            assert_eq!(measured.outcome, expected.outcome, "{case}");
            assert_eq!(measured.attempts, expected.attempts, "{case}");
            let failed_attempts = if times == 1 { 1 } else { expected.attempts as u128 };
            let min = failed_attempts * row.attempt_ms;
            let took = measured.milliseconds;
            let max = min + SLACK_MS + SLACK_PER_ATTEMPT_MS * measured.attempts as u128;
            assert!((min..=max).contains(&took), "{case}: {took} ms");
            longest[index] = longest[index].max(took);
        }
    }
    let [once, always] = [row.once, row.always].map(|ReadResult { outcome, attempts }| {
        let outcome = if outcome == "200" { "correct" } else { outcome };
        format!("{outcome}, {attempts} {}", attempt_noun(attempts))
    });
    let [once_took, always_took] = longest;
    format!(
        "| {} | {} | {once} | {always} | {once_took} ms | {always_took} ms |\n",
        row.name,
        affected_reads(row.fault)
    )
}

fn attempt_noun(attempts: usize) -> &'static str {
    if attempts == 1 { "attempt" } else { "attempts" }
}

fn affected_reads(fault: Fault) -> String {
    let affected = || READS.iter().filter(|case| fault.applies_to(case.read));
    if affected().count() == READS.len() {
        return "every read".to_owned();
    }
    affected().map(|case| case.name).collect::<Vec<_>>().join("; ")
}

/// Returns a row of the table without the measured durations.
fn without_durations(row: &str) -> String {
    row.split('|').take(5).collect::<Vec<_>>().join("|")
}

#[tokio::test]
async fn fault_of_each_read_matches_document() {
    // Concurrently, because the test mostly waits.
    let rows = stream::iter(TABLE).map(|row| async move {
        let service = start_behind_proxy().await;
        check(&service, row).await
    });
    let table: String = rows.buffered(4).collect().await;
    println!("{table}");
    let document = include_str!("../../docs/faults.md");
    let (_, rest) = document.split_once("|---|---|---|---|---|---|\n").expect("the table");
    let documented: Vec<_> =
        rest.lines().take_while(|line| !line.is_empty()).map(without_durations).collect();
    let measured: Vec<_> = table.lines().map(without_durations).collect();
    assert_eq!(documented, measured, "docs/faults.md differs from the measured table");
}
