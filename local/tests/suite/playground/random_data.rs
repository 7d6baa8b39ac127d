//! Random data: the page, the endpoint and `orgctl explain` agree.

use std::{cell::Cell, sync::Arc};

use org_discovery::{
    domain::{ProjectId, SystemEntropy},
    store::dynamodb::TableNames,
};
use org_discovery_admin::Writer;
use proptest::{
    prelude::{ProptestConfig, prop_assert_eq},
    test_runner::{TestCaseError, TestRunner},
};
use serde_json::json;
use tokio::runtime::Runtime;

use super::{Page, answer_of, evaluations::explain, without_request_id};
use test_support::random_data::{
    case_count,
    generate::{Write, writes},
    reference_store::{ReferenceStore, perform},
    sessions::{SessionPlan, session_plans},
};

fn writer(page: &Page) -> Writer {
    let project = ProjectId::parse(page.ready["project_id"].as_str().expect("an id")).expect("an id");
    Writer::new(page.client(), TableNames::with_prefix("org-discovery"), project, Arc::new(SystemEntropy))
}

/// Compares the answers to all sessions of one data set. Counts the compared answers.
async fn check(
    page: &Page,
    writes: &[Write],
    plans: &[SessionPlan],
    compared: &Cell<usize>,
) -> Result<(), TestCaseError> {
    page.call("POST", "reset", &json!({})).await;
    let (tables, mut reference) = (writer(page), ReferenceStore::default());
    for write in writes {
        prop_assert_eq!(perform(&tables, write).await, reference.apply(write), "{:?}", write);
    }
    for (number, plan) in plans.iter().enumerate() {
        let mut session = plan.session(&reference.members());
        session["name"] = json!(format!("session-{number}"));
        let file = json!({ "sessions": [session] }).to_string();
        // A session with a factor of another address is refused.
        let imported = page.send("POST", "import?name=random.json", file.as_bytes()).await;
        prop_assert_eq!(matches!(imported.status, 200 | 422), true, "{}", file);
    }
    for story in page.stories().await {
        let evaluation = page.evaluate_story(&story).await;
        let endpoint = page.ask_endpoint(&evaluation).await;
        prop_assert_eq!(without_request_id(answer_of(&evaluation)), without_request_id(endpoint));
        if evaluation["status"] == 200 {
            prop_assert_eq!(&evaluation["explanation"], &explain(page, &evaluation).await);
            compared.set(compared.get() + 1);
        }
    }
    Ok(())
}

#[test]
fn page_endpoint_and_orgctl_agree() {
    let cases = case_count(16);
    let (runtime, compared) = (Runtime::new().expect("a runtime"), Cell::new(0));
    let page = runtime.block_on(Page::open(&["--no-demo"]));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    TestRunner::new(config)
        .run(&(writes(), session_plans()), |(writes, plans)| {
            runtime.block_on(check(&page, &writes, &plans, &compared))
        })
        .expect("agreement");
    let cases = usize::try_from(cases).expect("a number");
    assert!(compared.get() >= cases, "{} answers of {cases} data sets", compared.get());
}
