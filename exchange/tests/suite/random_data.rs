//! Properties over random data: an exchange succeeds exactly for the entries that the list shows as authenticated.

use std::collections::BTreeMap;

use proptest::{
    prelude::{ProptestConfig, any, prop_assert, prop_assert_eq},
    proptest,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};
use test_support::{
    ApiResponse, TestApp,
    random_data::{
        case_count,
        generate::{Write, writes},
        reference_store::{self, ReferenceStore},
        sessions::{SessionPlan, session_plans},
    },
};

use crate::calls::{Credential, derived_inconsistencies, exchange_by, list_of, raw_items};

/// Returns the entries of the session's list by organization id, or `None` if the session is not valid.
async fn entries(app: &TestApp) -> Option<BTreeMap<String, Value>> {
    let response = app.discover("session").await;
    if response.outcome() == "session_not_found" {
        return None;
    }
    let by_id = |entry: Value| {
        let id = entry["organization"]["organization_id"].as_str().expect("an id").to_owned();
        (id, entry)
    };
    Some(response.entries().into_iter().map(by_id).collect())
}

/// Exchanges the session for an organization that the list does not show as authenticated.
async fn check_incomplete(
    app: &TestApp,
    (id, entry): (&str, Option<&Value>),
    credential: Credential,
) -> Result<(), TestCaseError> {
    let before = raw_items(app).await;
    let response = exchange_by(app, "session", id, credential).await;
    let after = raw_items(app).await;
    let Some(entry) = entry else {
        prop_assert_eq!(response.outcome(), "organization_not_found", "{}", id);
        prop_assert_eq!(before, after);
        return Ok(());
    };
    let body = response.json();
    prop_assert_eq!(&body["member_authenticated"], false, "{}", response.text());
    prop_assert_eq!(&body["session_token"], "");
    prop_assert_eq!(&body["session_jwt"], "");
    prop_assert!(body["member_session"].is_null());
    prop_assert_eq!(&body["primary_required"], &entry["primary_required"]);
    prop_assert_eq!(&body["mfa_required"], &entry["mfa_required"]);
    prop_assert_eq!(&body["organization"], &entry["organization"]);
    let is_newcomer = entry["membership"]["member"].is_null() && entry["primary_required"].is_null();
    if is_newcomer {
        prop_assert_eq!(&body["member"]["status"], "pending");
        return Ok(());
    }
    prop_assert_eq!(&body["member"], &entry["membership"]["member"]);
    // A member session is exchanged for an intermediate session; nothing else is written.
    let first = usize::from(credential != Credential::Intermediate);
    prop_assert_eq!(&before[first..], &after[first..]);
    Ok(())
}

/// Exchanges the session for an organization that the list shows as authenticated.
async fn check_complete(
    app: &TestApp,
    (id, entry): (&str, &Value),
    credential: Credential,
) -> Result<(), TestCaseError> {
    let response: ApiResponse = exchange_by(app, "session", id, credential).await;
    let body = response.json();
    prop_assert_eq!(&body["member_authenticated"], true, "{} {}", response.text(), entry);
    let list = list_of(app, &response).await;
    let shown = list.entries();
    let shown = shown.iter().find(|entry| entry["organization"]["organization_id"] == id);
    let shown = shown.expect("the organization is listed");
    prop_assert_eq!(&shown["membership"]["type"], "active_member", "{}", response.text());
    prop_assert_eq!(&shown["member_authenticated"], true, "{} {}", response.text(), shown);
    prop_assert_eq!(&shown["membership"]["member"], &body["member"]);
    let again = exchange_by(app, "session", id, credential).await;
    if credential == Credential::Intermediate {
        prop_assert_eq!(again.outcome(), "intermediate_session_not_found");
    }
    Ok(())
}

async fn check(
    writes: Vec<Write>,
    plan: SessionPlan,
    choice: usize,
    by_jwt: bool,
) -> Result<(), TestCaseError> {
    let mut app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    for write in &writes {
        let outcome = reference_store::perform(&app.writer, write).await;
        prop_assert_eq!(outcome, reference.apply(write), "{:?}", write);
    }
    let session = plan.session(&reference.members());
    app.load_unchecked(json!({ "sessions": [session] })).await;
    let credential = match session["kind"].as_str() {
        Some("member") if by_jwt => Credential::Jwt,
        Some("member") => Credential::Token,
        _ => Credential::Intermediate,
    };
    let Some(entries) = entries(&app).await else {
        let response = exchange_by(&app, "session", "organization-0", credential).await;
        prop_assert_eq!(response.outcome(), "session_not_found");
        return Ok(());
    };
    let inconsistencies = derived_inconsistencies(&app).await;
    let is_complete = |entry: &&Value| entry["member_authenticated"] == true;
    for number in 0..4 {
        let id = format!("organization-{number}");
        let entry = entries.get(&id);
        if entry.as_ref().is_none_or(|entry| !is_complete(entry)) {
            check_incomplete(&app, (&id, entry), credential).await?;
        }
    }
    let complete: Vec<_> = entries.iter().filter(|(_, entry)| is_complete(entry)).collect();
    if !complete.is_empty() {
        let (id, entry) = complete[choice % complete.len()];
        check_complete(&app, (id, entry), credential).await?;
    }
    prop_assert_eq!(inconsistencies, derived_inconsistencies(&app).await);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(case_count(75)))]

    #[test]
    fn exchange_succeeds_exactly_for_authenticated_entries(
        writes in writes(), plans in session_plans(), choice in any::<usize>(), by_jwt in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let plan = plans.into_iter().next().expect("a plan");
        runtime.block_on(check(writes, plan, choice, by_jwt))?;
    }
}
