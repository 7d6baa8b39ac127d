//! Concurrent writers over a faulty connection lose no change and leave no inconsistency.
//!
//! `RACES_SEED` repeats a run, as far as timing allows. `RACES_ROUNDS` sets the number of rounds.

mod fault;
mod interleaved_writes;
mod random_writes;

use std::{collections::BTreeMap, sync::Arc};

use org_discovery::{
    domain::{KeySet, Project, SystemEntropy},
    store::dynamodb::connect,
};
use org_discovery_admin::{Refusal, WriteError, Writer};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use random_writes::{MemberWrite, RandomWrites, acme_named};
use test_support::measurements::number_from_env;
use test_support::{
    KEY, TestApp,
    fault_proxy::{Fault, FaultProxy},
};

const WRITERS: usize = 4;
/// The number of steps of each writer.
const STEPS: usize = 14;

/// Returns a writer for the tables of `app` whose calls go through the proxy.
fn writer_through(app: &TestApp, proxy: &FaultProxy) -> Writer {
    let client = connect(&org_discovery_local::embedded_endpoint::connection(proxy.url()));
    Writer::new(client, app.tables.clone(), app.writer.project_id().clone(), Arc::new(SystemEntropy))
}

/// Repeats a write until it succeeds. A failed write may have taken effect, and writes are idempotent.
async fn retry_until_success<T, F: Future<Output = Result<T, WriteError>>>(write: impl Fn() -> F) -> T {
    for _ in 0..50 {
        match write().await {
            Ok(written) => return written,
            Err(WriteError::Store(_) | WriteError::Contended) => {}
            Err(refused) => panic!("{refused}"),
        }
    }
    panic!("fifty attempts failed");
}

/// Adds a key to the project unless the project already has it.
fn with_key(project: Option<Project>, kid: &str) -> Result<Project, Refusal> {
    let project = project.expect("a project");
    if project.keys().get(kid).is_some() {
        return Ok(project);
    }
    let mut key = KEY.public();
    key["kid"] = json!(kid);
    let key = KeySet::parse(&json!({ "keys": [key] }).to_string())?;
    let keys = project.keys().clone().with(key)?;
    Ok(project.with_keys(keys))
}

/// The successful writes of one writer.
struct WriterResult {
    /// The Members that only this writer changes, by id. `None` if the Member was erased.
    members: BTreeMap<String, Option<Value>>,
    /// The last name that the writer gave to the shared Member and the shared organization.
    last_name: String,
}

/// Performs all steps of one writer.
async fn write(writer: Writer, number: usize, seed: u64) -> WriterResult {
    let mut random = RandomWrites::new(number, seed);
    let mut members = BTreeMap::new();
    let shared = (random_writes::acme(), random_writes::id("member-shared"));
    for step in 0..STEPS {
        let MemberWrite { id, change } = random.next_write();
        let expected = retry_until_success(|| change.perform(&writer)).await;
        members.insert(id, expected);
        let name = format!("writer {number}, step {step}");
        if step % 4 == 1 {
            retry_until_success(|| writer.members().delete(&shared.0, &shared.1)).await;
        }
        retry_until_success(|| random_writes::put_shared_member(&writer, &name)).await;
        retry_until_success(|| random_writes::put_shared_organization(&writer, &name)).await;
        if step % 5 == 0 {
            let kid = format!("jwk-{number}-{step}");
            retry_until_success(|| writer.project().change(|project| with_key(project, &kid))).await;
        }
    }
    WriterResult { members, last_name: format!("writer {number}, step {}", STEPS - 1) }
}

/// Returns the stored Members by id.
async fn stored_members(app: &TestApp) -> BTreeMap<String, Value> {
    let items = app.stored_items(&app.tables.members).await.into_iter();
    let members =
        items.filter_map(|item| Some((item.get("member_id")?.clone(), item.get("object")?.clone())));
    members.map(|(id, object)| (id, serde_json::from_str(&object).expect("JSON"))).collect()
}

/// Runs all writers concurrently, then checks the tables against their successful writes.
async fn race(seed: u64) {
    let app = TestApp::start(json!({"organizations": [acme_named("start")]})).await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    proxy.inject(fault::random_faults(seed));
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        writers.spawn(write(writer_through(&app, &proxy), number, seed));
    }
    let written = writers.join_all().await;

    let found = app.writer.consistency().check(app.now()).await.expect("a check");
    assert_eq!(json!(found.inconsistencies), json!([]), "RACES_SEED={seed}");
    let mut stored = stored_members(&app).await;
    let shared = stored.remove("member-shared").expect("the shared Member");
    let last: Vec<&str> = written.iter().map(|written| written.last_name.as_str()).collect();
    let is_last = |name: &Value| last.contains(&name.as_str().expect("a name"));
    assert!(is_last(&shared["name"]), "RACES_SEED={seed}: {shared} is older than {last:?}");
    let acme =
        app.writer.reader().organization(&random_writes::acme()).await.expect("a read").expect("an item");
    assert!(is_last(&json!(acme.organization_name)), "RACES_SEED={seed}: {}", acme.organization_name);
    let expected: BTreeMap<String, Value> = written
        .into_iter()
        .flat_map(|written| written.members)
        .filter_map(|(id, member)| Some((id, member?)))
        .collect();
    for (id, expected) in &expected {
        let stored = stored.remove(id).unwrap_or_else(|| panic!("RACES_SEED={seed}: {id} is lost"));
        for (field, value) in expected.as_object().expect("fields") {
            assert_eq!(stored[field], *value, "RACES_SEED={seed}: {field} of {id}");
        }
    }
    assert_eq!(stored, BTreeMap::new(), "RACES_SEED={seed}: Members that no writer wrote");
    let keys = app.writer.stored_keys().await;
    for (number, step) in (0..WRITERS).flat_map(|number| [0, 5, 10].map(|step| (number, step))) {
        assert!(keys.contains(&format!("jwk-{number}-{step}")), "RACES_SEED={seed}: a key was lost");
    }
}

trait StoredKeys {
    /// Returns the ids of the project's keys.
    async fn stored_keys(&self) -> Vec<String>;
}

impl StoredKeys for Writer {
    async fn stored_keys(&self) -> Vec<String> {
        use org_discovery::store::ProjectReads;
        let project = self.reads().project(self.project_id()).await.expect("a read").expect("an item");
        project.keys().sizes().map(|(kid, _)| kid.to_owned()).collect()
    }
}

#[tokio::test]
async fn incomplete_member_list_fails_organization_deletion() {
    for fault in [Fault::PageLoop, Fault::MissingList] {
        let app = TestApp::start(json!({"organizations": [acme_named("start")]})).await;
        random_writes::put_shared_member(&app.writer, "a name").await.expect("written");
        let proxy = FaultProxy::start(app.dynamodb_port).await;
        proxy.inject(move |call| call.body["IndexName"].is_string().then_some(fault));
        let deleted = writer_through(&app, &proxy).organizations().delete(&random_writes::acme()).await;
        assert!(matches!(deleted, Err(WriteError::Store(_))), "{fault:?}: {deleted:?}");
        proxy.clear_faults();
        writer_through(&app, &proxy).organizations().delete(&random_writes::acme()).await.expect("deleted");
        assert_eq!(stored_members(&app).await, BTreeMap::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_writers_over_faulty_connection_lose_nothing() {
    let seed = number_from_env("RACES_SEED").unwrap_or_else(|| fastrand::u64(..));
    for round in 0..number_from_env("RACES_ROUNDS").unwrap_or(4) {
        race(seed.wrapping_add(round)).await;
    }
}
