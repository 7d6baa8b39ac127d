//! Concurrent writers on a faulty line: no change is lost, and no derived item is wrong afterwards.
//!
//! `RACES_SEED` repeats a run as far as time allows, `RACES_ROUNDS` makes it longer.

mod fault;
mod interleaved_writes;
mod steps;

use std::{collections::BTreeMap, sync::Arc};

use org_discovery::{
    domain::{KeySet, Project, SystemEntropy},
    store::dynamodb::connect,
};
use org_discovery_admin::{Refusal, WriteError, Writer};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use steps::{Own, Steps, acme_named};
use test_support::measured::number_from;
use test_support::{
    KEY, TestApp,
    fault_proxy::{Fault, FaultProxy},
};

const WRITERS: usize = 4;
const STEPS: usize = 14;

/// A writer of the service's tables whose calls go through a fault proxy.
fn writer_over(app: &TestApp, proxy: &FaultProxy) -> Writer {
    let client = connect(&org_discovery_local::embedded_endpoint::connection(proxy.url()));
    Writer::new(client, app.tables.clone(), app.writer.project_id().clone(), Arc::new(SystemEntropy))
}

/// Does a write until it is acknowledged: a failed one may have happened, and doing it again is safe.
async fn insist<T, F: Future<Output = Result<T, WriteError>>>(write: impl Fn() -> F) -> T {
    for _ in 0..50 {
        match write().await {
            Ok(done) => return done,
            Err(WriteError::Store(_) | WriteError::Contended) => {}
            Err(refused) => panic!("{refused}"),
        }
    }
    panic!("fifty attempts failed");
}

/// The project with one more key, unless it has it.
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

/// The acknowledged writes of one writer.
struct Wrote {
    /// Its own Members by id: the object, or none where it was erased.
    own: BTreeMap<String, Option<Value>>,
    /// The last name that it gave to what all of them write.
    last_name: String,
}

async fn write(writer: Writer, number: usize, seed: u64) -> Wrote {
    let mut steps = Steps::new(number, seed);
    let mut own = BTreeMap::new();
    let shared = (steps::acme(), steps::id("member-shared"));
    for step in 0..STEPS {
        let Own { id, write } = steps.own();
        let after = insist(|| write.perform(&writer)).await;
        own.insert(id, after);
        let name = format!("writer {number}, step {step}");
        if step % 4 == 1 {
            insist(|| writer.members().delete(&shared.0, &shared.1)).await;
        }
        insist(|| steps::put_shared_member(&writer, &name)).await;
        insist(|| steps::put_shared_organization(&writer, &name)).await;
        if step % 5 == 0 {
            let kid = format!("jwk-{number}-{step}");
            insist(|| writer.project().change(|project| with_key(project, &kid))).await;
        }
    }
    Wrote { own, last_name: format!("writer {number}, step {}", STEPS - 1) }
}

/// Returns the stored Members by id.
async fn stored_members(app: &TestApp) -> BTreeMap<String, Value> {
    let rows = app.rows(&app.tables.members).await.into_iter();
    let members = rows.filter_map(|row| Some((row.get("member_id")?.clone(), row.get("object")?.clone())));
    members.map(|(id, object)| (id, serde_json::from_str(&object).expect("JSON"))).collect()
}

async fn race(seed: u64) {
    let app = TestApp::start(json!({"organizations": [acme_named("start")]})).await;
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    proxy.plan(fault::now_and_then(seed));
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        writers.spawn(write(writer_over(&app, &proxy), number, seed));
    }
    let wrote = writers.join_all().await;

    let found = app.writer.consistency().check(app.now()).await.expect("a check");
    assert_eq!(json!(found.inconsistencies), json!([]), "RACES_SEED={seed}");
    let mut stored = stored_members(&app).await;
    let shared = stored.remove("member-shared").expect("the Member that all wrote");
    let last: Vec<&str> = wrote.iter().map(|wrote| wrote.last_name.as_str()).collect();
    let is_last = |name: &Value| last.contains(&name.as_str().expect("a name"));
    assert!(is_last(&shared["name"]), "RACES_SEED={seed}: {shared} is older than {last:?}");
    let acme = app.writer.reader().organization(&steps::acme()).await.expect("read").expect("there");
    assert!(is_last(&json!(acme.organization_name)), "RACES_SEED={seed}: {}", acme.organization_name);
    let expected: BTreeMap<String, Value> =
        wrote.into_iter().flat_map(|wrote| wrote.own).filter_map(|(id, after)| Some((id, after?))).collect();
    for (id, after) in &expected {
        let stored = stored.remove(id).unwrap_or_else(|| panic!("RACES_SEED={seed}: {id} is lost"));
        for (field, value) in after.as_object().expect("fields") {
            assert_eq!(stored[field], *value, "RACES_SEED={seed}: {field} of {id}");
        }
    }
    assert_eq!(stored, BTreeMap::new(), "RACES_SEED={seed}: Members that no writer wrote");
    let project = app.writer.stored_keys().await;
    for (number, step) in (0..WRITERS).flat_map(|number| [0, 5, 10].map(|step| (number, step))) {
        assert!(project.contains(&format!("jwk-{number}-{step}")), "RACES_SEED={seed}: a key was lost");
    }
}

trait StoredKeys {
    async fn stored_keys(&self) -> Vec<String>;
}

impl StoredKeys for Writer {
    async fn stored_keys(&self) -> Vec<String> {
        use org_discovery::store::ProjectReads;
        let project = self.reads().project(self.project_id()).await.expect("read").expect("there");
        project.keys().sizes().map(|(kid, _)| kid.to_owned()).collect()
    }
}

#[tokio::test]
async fn truncated_member_list_does_not_complete_deletion() {
    for fault in [Fault::SamePage, Fault::Nothing] {
        let app = TestApp::start(json!({"organizations": [acme_named("start")]})).await;
        steps::put_shared_member(&app.writer, "a name").await.expect("written");
        let proxy = FaultProxy::to(app.dynamodb_port).await;
        proxy.plan(move |call| call.body["IndexName"].is_string().then_some(fault));
        let deleted = writer_over(&app, &proxy).organizations().delete(&steps::acme()).await;
        assert!(matches!(deleted, Err(WriteError::Store(_))), "{fault:?}: {deleted:?}");
        proxy.clear_faults();
        writer_over(&app, &proxy).organizations().delete(&steps::acme()).await.expect("deleted");
        assert_eq!(stored_members(&app).await, BTreeMap::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_writers_on_faulty_line_lose_nothing() {
    let seed = number_from("RACES_SEED").unwrap_or_else(|| fastrand::u64(..));
    for round in 0..number_from("RACES_ROUNDS").unwrap_or(4) {
        race(seed.wrapping_add(round)).await;
    }
}
