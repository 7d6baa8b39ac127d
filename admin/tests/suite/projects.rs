//! Changes of the project, which replace its whole item.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::{
    domain::{JwtIssuer, KeySet, Project, SecretHash, WhichSecret},
    store::ProjectReads,
};
use org_discovery_admin::Refusal;
use serde_json::json;
use test_support::{KEY, SECRET, TestApp};
use tokio::{runtime::Handle, task::block_in_place};

const ISSUER: &str = "https://login.customer.example";
const OTHER: &str = "https://login.customer.example:8443";

/// Starts an app whose project has one further issuer.
async fn start() -> TestApp {
    let app = TestApp::start(json!({})).await;
    app.set_jwt_issuers(&[ISSUER]).await;
    app
}

async fn stored(app: &TestApp) -> Project {
    app.writer.reads().project(app.writer.project_id()).await.expect("a read").expect("a project")
}

async fn stored_issuers(app: &TestApp) -> Vec<String> {
    stored(app).await.jwt_issuers().iter().map(str::to_owned).collect()
}

/// Adds an issuer.
fn with_issuer(project: Project, issuer: &str) -> Result<Project, Refusal> {
    let issuers = project.jwt_issuers().clone().with(JwtIssuer::parse(issuer).expect("an issuer"))?;
    Ok(project.with_jwt_issuers(issuers))
}

#[tokio::test]
async fn every_change_keeps_the_issuers() {
    let app = start().await;
    let changes: [fn(Project) -> Result<Project, Refusal>; 5] = [
        |project| Ok(project.with_secret(SecretHash::of("secret-test-new"))?),
        |project| Ok(project.without_secret(WhichSecret::Older)?),
        |project| Ok(project.with_keys(KeySet::default())),
        |project| with_issuer(project, OTHER),
        Ok,
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let change = |project: Option<Project>| change(project.expect("a project"));
        app.writer.project().change(change).await.expect("a written project");
        let expected = if index < 3 { &[ISSUER][..] } else { &[ISSUER, OTHER] };
        assert_eq!(stored_issuers(&app).await, expected, "change {index}");
    }
}

/// Changes the project while another writer makes `other` between the read and the write.
async fn change_with_interruption(
    app: &TestApp,
    change: impl Fn(Project) -> Result<Project, Refusal> + Send + Sync,
    other: impl Fn(Project) -> Result<Project, Refusal> + Send + Sync,
) {
    let interrupted = AtomicBool::new(false);
    let of_stored = |project: Option<Project>| {
        if !interrupted.swap(true, Ordering::Relaxed) {
            let other = app.writer.project().change(|project| other(project.expect("a project")));
            block_in_place(|| Handle::current().block_on(other)).expect("a written project");
        }
        change(project.expect("a project"))
    };
    app.writer.project().change(of_stored).await.expect("a written project");
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_changes_are_not_lost() {
    let app = start().await;
    let rotate = |project: Project| Ok(project.with_secret(SecretHash::of("secret-test-new"))?);
    let remove = |project: Project| {
        let issuers = project.jwt_issuers().clone().without(ISSUER)?;
        Ok(project.with_jwt_issuers(issuers))
    };
    change_with_interruption(&app, rotate, |project| with_issuer(project, OTHER)).await;
    assert_eq!(stored_issuers(&app).await, [ISSUER, OTHER]);
    assert!(stored(&app).await.accepts(SECRET) && stored(&app).await.accepts("secret-test-new"));
    change_with_interruption(&app, |project| Ok(project.with_keys(KeySet::default())), remove).await;
    assert_eq!(stored_issuers(&app).await, [OTHER], "a removed issuer does not come back");
    let keys = || KeySet::parse(&json!({"keys": [KEY.public()]}).to_string()).expect("keys");
    change_with_interruption(
        &app,
        |project| with_issuer(project, ISSUER),
        |project| Ok(project.with_keys(keys())),
    )
    .await;
    assert_eq!(stored_issuers(&app).await, [OTHER, ISSUER]);
    assert_eq!(stored(&app).await.keys(), &keys());
}

#[tokio::test]
async fn attribute_is_stored_only_while_needed() {
    let app = start().await;
    let item = || async {
        let scan = app.client.scan().table_name(&app.tables.projects).send().await.expect("a response");
        scan.items.expect("items").remove(0)
    };
    let text = |text: &str| AttributeValue::S(text.to_owned());
    assert_eq!(item().await["jwt_issuers"], AttributeValue::L(vec![text(ISSUER)]));
    assert_eq!(item().await["schema"], AttributeValue::N("1".to_owned()));
    app.set_jwt_issuers(&[]).await;
    assert_eq!(item().await.get("jwt_issuers"), None);
}
