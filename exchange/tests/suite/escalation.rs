//! An attacker with every obtainable factor, and with exchanges through the attacker's own organizations in any order,
//! enters no other organization.

use proptest::{
    collection::vec,
    prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, prop_assert_ne},
    proptest,
    sample::{Index, subsequence},
    test_runner::TestCaseError,
};
use serde_json::{Value, json};
use test_support::{
    ApiResponse, TestApp,
    random_data::{
        attacker::{EVIL, attacker_members, attacker_session, evil, obtainable_factors},
        case_count,
        generate::{ADDRESSES, Write, writes},
        reference_store::{self, ReferenceStore},
    },
};

use crate::calls::{CREATE, EXCHANGE, SESSIONS_EXCHANGE, stored_members};

/// A second organization of the attacker.
const EVIL_TWIN: &str = "organization-evil-twin";
const FIELDS: [&str; 3] = ["intermediate_session_token", "session_token", "session_jwt"];

/// A credential that the attacker has: the request field and its value.
type Credential = (&'static str, String);

async fn start(writes: &[Write]) -> TestApp {
    let app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    for write in writes {
        assert_eq!(reference_store::perform(&app.writer, write).await, reference.apply(write), "{write:?}");
    }
    app
}

/// Returns the Members of the organizations that are not the attacker's.
async fn victims(app: &TestApp) -> Vec<Value> {
    let mut members = stored_members(app).await;
    members.retain(|member| {
        ![EVIL, EVIL_TWIN].contains(&member["organization_id"].as_str().unwrap_or_default())
    });
    members
}

async fn exchange(app: &TestApp, (field, value): &Credential, organization: &str) -> ApiResponse {
    let path = if *field == FIELDS[0] { EXCHANGE } else { SESSIONS_EXCHANGE };
    app.exchange(path, json!({*field: value, "organization_id": organization})).await
}

/// Asserts that the list of a credential shows no other organization as authenticated, and nothing private of it.
async fn check_list(app: &TestApp, (field, value): &Credential) -> Result<(), TestCaseError> {
    let response = app.post(json!({*field: value})).await;
    if !response.status.is_success() {
        return Ok(());
    }
    for entry in response.entries() {
        let id = entry["organization"]["organization_id"].as_str().expect("an id");
        if [EVIL, EVIL_TWIN].contains(&id) {
            continue;
        }
        prop_assert_eq!(&entry["member_authenticated"], false, "{}", entry);
        prop_assert!(!entry["primary_required"].is_null(), "{}", entry);
        prop_assert_eq!(&entry["organization"]["trusted_metadata"], &json!({}));
    }
    Ok(())
}

async fn check(
    writes: Vec<Write>,
    evil: (Value, Value),
    (address, factors, is_member): (usize, Vec<Value>, bool),
    chain: Vec<(Index, bool)>,
) -> Result<(), TestCaseError> {
    let own = [vec![Write::PutOrganization(evil.0), Write::PutOrganization(evil.1)]];
    let members = [attacker_members(EVIL), attacker_members(EVIL_TWIN)];
    let mut app = start(&[vec![writes], own.to_vec(), members.to_vec()].concat().concat()).await;
    let mut session = attacker_session(EVIL, ADDRESSES[address % ADDRESSES.len()], &factors, is_member);
    session["name"] = json!("attacker");
    app.load_unchecked(json!({ "sessions": [session] })).await;
    let before = victims(&app).await;
    let first = if is_member { "session_token" } else { FIELDS[0] };
    let mut credentials: Vec<Credential> = vec![(first, app.token("attacker").to_owned())];
    for (choice, twin) in chain {
        let credential = choice.get(&credentials).clone();
        let response = exchange(&app, &credential, if twin { EVIL_TWIN } else { EVIL }).await;
        let body = response.json();
        for field in FIELDS {
            let value = body[field].as_str().unwrap_or_default();
            if !value.is_empty() && credentials.iter().all(|(_, known)| known != value) {
                credentials.push((field, value.to_owned()));
            }
        }
    }
    for credential in &credentials {
        check_list(&app, credential).await?;
        for number in 0..4 {
            let response = exchange(&app, credential, &format!("organization-{number}")).await;
            prop_assert_ne!(&response.json()["member_authenticated"], true, "{}", response.text());
        }
        if credential.0 == FIELDS[0] {
            let created = app.exchange(CREATE, json!({FIELDS[0]: credential.1})).await;
            prop_assert_ne!(&created.json()["member_authenticated"], true, "{}", created.text());
        }
    }
    prop_assert_eq!(victims(&app).await, before);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(30), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn chained_exchanges_enter_only_attackers_organizations(
        writes in writes(), evil in (evil(EVIL), evil(EVIL_TWIN)), address in any::<usize>(),
        factors in subsequence(obtainable_factors(), 1..=8), is_member in any::<bool>(),
        chain in vec((any::<Index>(), any::<bool>()), 1..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(check(writes, evil, (address, factors, is_member), chain))?;
    }
}
