//! Random requests in random data sets with random faults, compared with the model.
//!
//! Every 200 must match the model exactly, every other response must be a documented error, and every response must be
//! in time. `CHAOS_REQUESTS` sets the number of requests (default 1,500). `CHAOS_SEED` repeats a run, as far as timing
//! allows.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test")]

mod fault;
mod report;
mod request;

use std::time::Duration;

use futures_util::{StreamExt, stream};
use org_discovery_admin::Outcome;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};

use report::Report;
use request::RandomRequest;
use test_support::behind_proxy::{reconnect_through_proxy, timed};
use test_support::measurements::number_from_env;
use test_support::{
    TestApp,
    fault_proxy::FaultProxy,
    model,
    random_data::{
        generate::writes,
        reference_store::{self, ReferenceStore},
        sessions::session_plans,
    },
};

/// The number of requests for each data set.
const REQUESTS_PER_DATA_SET: usize = 250;
const CONCURRENT_REQUESTS: usize = 16;
/// The maximum duration of a request: the deadline of 2.5 s, and half a second for a busy machine.
const MAX_DURATION: Duration = Duration::from_secs(3);

/// A session of a data set, and its expected response.
struct SessionCase {
    name: String,
    is_member: bool,
    /// `None` if the session is invalid because its Member is not active.
    expected: Option<Value>,
}

/// Starts a service with a random data set. Returns it with its sessions.
async fn start_with_random_data(seed: u64) -> (TestApp, Vec<SessionCase>) {
    let seed: Vec<u8> = seed.to_le_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut sample = || {
        let writes = writes().new_tree(&mut runner).expect("writes").current();
        (writes, session_plans().new_tree(&mut runner).expect("sessions").current())
    };
    let (writes, plans) = sample();
    let mut app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    for write in &writes {
        let result: Result<Outcome, _> = reference_store::perform(&app.writer, write).await;
        assert_eq!(result, reference.apply(write));
    }
    let mut sessions = Vec::new();
    for (index, plan) in plans.into_iter().enumerate() {
        let mut session = plan.session(&reference.members());
        let expected = model::expected_response(&reference.data_set(), &session);
        let (name, is_member) = (format!("session {index}"), session["kind"] == "member");
        session["name"] = json!(name);
        session["expires_in_seconds"] = json!(86_400);
        app.load_unchecked(json!({ "sessions": [session] })).await;
        sessions.push(SessionCase { name, is_member, expected });
    }
    (app, sessions)
}

/// Sends one random request.
async fn send_random_request(
    app: &TestApp,
    proxy: &FaultProxy,
    sessions: &[SessionCase],
    mut random: fastrand::Rng,
) -> Report {
    let request = RandomRequest::choose(app, sessions, &mut random);
    if request.expires_project_copy {
        app.clock.advance(61);
    }
    if random.u32(0..100) == 0 {
        proxy.kill_connections(fault::of_dead_connections(&mut random));
    }
    inject_random_faults(proxy, fault::rate(&mut random), random.fork());
    let (response, took) = timed(Box::pin(app.call(request.call))).await;
    assert!(took < MAX_DURATION, "{took:?}: {}", response.text());
    request.expected.check(&response);
    Report::of(&response, took)
}

/// Injects a random fault into a random part of the calls. `rate` is between 0 and 1.
fn inject_random_faults(proxy: &FaultProxy, rate: f64, random: fastrand::Rng) {
    let random = std::sync::Mutex::new(random);
    proxy.inject(move |call| {
        let (read, mut random) = (call.read?, random.lock().unwrap());
        (random.f64() < rate).then(|| fault::random(read, &mut random))
    });
}

/// Sends the requests for one data set.
async fn run_data_set(seed: u64) -> Report {
    let mut random = fastrand::Rng::with_seed(seed);
    let (app, sessions) = Box::pin(start_with_random_data(seed)).await;
    let (app, proxy) = reconnect_through_proxy(app).await;
    let requests = stream::iter(0..REQUESTS_PER_DATA_SET)
        .map(|_| Box::pin(send_random_request(&app, &proxy, &sessions, random.fork())));
    let report = requests
        .buffer_unordered(CONCURRENT_REQUESTS)
        .fold(Report::default(), async |all, one| all.merge(one))
        .await;
    app.delete_tables().await;
    report
}

#[test]
fn random_faults_yield_correct_responses_or_timely_errors() {
    let seed = number_from_env("CHAOS_SEED").unwrap_or_else(|| fastrand::u64(..));
    let requests = usize::try_from(number_from_env("CHAOS_REQUESTS").unwrap_or(1_500)).expect("a number");
    println!("CHAOS_SEED={seed}");
    let mut all = Report::default();
    for data_set in 0..requests.div_ceil(REQUESTS_PER_DATA_SET) {
        // A new runtime for each data set closes its connections, so that they do not add to the measured memory.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        all = all.merge(runtime.block_on(Box::pin(run_data_set(seed.wrapping_add(data_set as u64)))));
        drop(runtime);
        all.measure_memory();
    }
    println!("{all}");
    all.assert_meaningful();
}
