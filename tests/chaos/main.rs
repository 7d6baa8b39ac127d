//! Random requests in random worlds over a line with random faults, compared with the model: every success is exactly right,
//! every failure is an error of the contract, and nothing is late.
//!
//! `CHAOS_REQUESTS` sets the number of requests (default 1,500), `CHAOS_SEED` repeats a run as far as timing allows.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

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
use request::Asked;
use test_support::behind_proxy::{behind_a_proxy, timed};
use test_support::measured::number_from;
use test_support::{
    TestApp,
    fault_proxy::FaultProxy,
    model,
    random_worlds::{
        generate::writes,
        reference_store::{self, ReferenceStore},
        sessions::session_plans,
    },
};

/// Requests in one world.
const IN_ONE_WORLD: usize = 250;
const AT_ONCE: usize = 16;
/// The time that a request may take, and what this machine may need to notice.
const LATEST: Duration = Duration::from_secs(3);

/// A session of a world, and what it must see.
struct Known {
    name: String,
    is_member: bool,
    /// `None` when its Member is gone.
    expected: Option<Value>,
}

/// A random world, and the sessions in it.
async fn world(seed: u64) -> (TestApp, Vec<Known>) {
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
        let done: Result<Outcome, _> = reference_store::perform(&app.writer, write).await;
        assert_eq!(done, reference.apply(write));
    }
    let mut known = Vec::new();
    for (index, plan) in plans.into_iter().enumerate() {
        let mut session = plan.session(&reference.members());
        let expected = model::answer(&reference.world(), &session);
        let (name, is_member) = (format!("session {index}"), session["kind"] == "member");
        session["name"] = json!(name);
        session["expires_in_seconds"] = json!(86_400);
        app.load_unchecked(json!({ "sessions": [session] })).await;
        known.push(Known { name, is_member, expected });
    }
    (app, known)
}

/// Sends one random request.
async fn ask(app: &TestApp, proxy: &FaultProxy, known: &[Known], mut random: fastrand::Rng) -> Report {
    let asked = Asked::choose(app, known, &mut random);
    if asked.makes_project_old {
        app.clock.advance(61);
    }
    if random.u32(0..100) == 0 {
        proxy.kill_connections(fault::death(&mut random));
    }
    plan_fault_at_random(proxy, fault::share(&mut random), random.fork());
    let (answer, took) = timed(Box::pin(app.call(asked.call))).await;
    assert!(took < LATEST, "{took:?}: {}", answer.text());
    asked.expected.check(&answer);
    Report::of(&answer, took)
}

/// From now on, this share of the calls meets some fault.
fn plan_fault_at_random(proxy: &FaultProxy, share: f64, random: fastrand::Rng) {
    let random = std::sync::Mutex::new(random);
    proxy.plan(move |call| {
        let (read, mut random) = (call.read?, random.lock().unwrap());
        (random.f64() < share).then(|| fault::any(read, &mut random))
    });
}

async fn in_one_world(seed: u64) -> Report {
    let mut random = fastrand::Rng::with_seed(seed);
    let (app, known) = Box::pin(world(seed)).await;
    let (app, proxy) = behind_a_proxy(app).await;
    let requests = stream::iter(0..IN_ONE_WORLD).map(|_| Box::pin(ask(&app, &proxy, &known, random.fork())));
    let report =
        requests.buffer_unordered(AT_ONCE).fold(Report::default(), async |all, one| all.and(one)).await;
    app.delete_tables().await;
    report
}

#[test]
fn random_faults_yield_correct_answers_or_timely_errors() {
    let seed = number_from("CHAOS_SEED").unwrap_or_else(|| fastrand::u64(..));
    let requests = usize::try_from(number_from("CHAOS_REQUESTS").unwrap_or(1_500)).expect("a number");
    println!("CHAOS_SEED={seed}");
    let mut all = Report::default();
    for world in 0..requests.div_ceil(IN_ONE_WORLD) {
        // Connections end with their runtime, and tables are deleted, so that memory does not grow with the worlds.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        all = all.and(runtime.block_on(Box::pin(in_one_world(seed.wrapping_add(world as u64)))));
        drop(runtime);
        all.measure_memory();
    }
    println!("{all}");
    all.assert_that_it_means_something();
}
