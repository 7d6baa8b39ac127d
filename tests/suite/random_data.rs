//! Property tests with random data. After any sequence of writes, responses match a simple model of the rules, and
//! derived items match values that are recomputed from the reference store.

mod entries;
mod escalation;
mod explanations;
mod isolation;
mod monotonicity;
mod sign_in_completion;

use proptest::{
    prelude::{ProptestConfig, prop_assert_eq},
    proptest,
};
use serde_json::json;

use test_support::{
    TestApp, model,
    random_data::{
        case_count, derived,
        generate::{Write, writes},
        reference_store::{self, ReferenceStore},
        sessions::{SessionPlan, session_plans},
        without_envelope,
    },
};

async fn check_against_model(
    writes: Vec<Write>,
    plans: Vec<SessionPlan>,
) -> Result<(), proptest::test_runner::TestCaseError> {
    let mut app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    let mut earlier_sessions = Vec::new();
    for (index, write) in writes.into_iter().enumerate() {
        if let Some(plan) = plans.get(index / 4).filter(|_| index % 4 == 3) {
            let mut session = plan.session(&reference.members());
            session["name"] = json!(format!("earlier {index}"));
            app.load_unchecked(json!({ "sessions": [session] })).await;
            earlier_sessions.push((reference.stamp_generation(&session), session));
        }
        let outcome = reference_store::perform(&app.writer, &write).await;
        prop_assert_eq!(outcome, reference.apply(&write), "{:?}", write);
    }
    prop_assert_eq!(derived::stored_edges(&app).await, reference.edges());
    prop_assert_eq!(derived::stored_counters(&app).await, reference.counters());
    for (generation, session) in earlier_sessions {
        let same_stamp = session["kind"] == "intermediate"
            || (generation.is_some() && generation == reference.stamp_generation(&session));
        let expected = model::expected_response(&reference.data_set(), &session).filter(|_| same_stamp);
        let response = app.discover(session["name"].as_str().expect("a name")).await;
        prop_assert_eq!(without_envelope(&response), expected, "{}", session);
    }
    for plan in plans {
        let session = plan.session(&reference.members());
        app.load_unchecked(json!({ "sessions": [session] })).await;
        let expected = model::expected_response(&reference.data_set(), &session);
        let response = app.discover("session").await;
        prop_assert_eq!(without_envelope(&response), expected.clone(), "{}", session);
        if session["kind"] == "member" {
            prop_assert_eq!(without_envelope(&app.discover_by_jwt("session").await), expected);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(64), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn responses_to_random_data_match_the_model(writes in writes(), plans in session_plans()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(check_against_model(writes, plans))?;
    }
}
