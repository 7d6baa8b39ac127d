//! Random worlds: whatever was written, in whatever order, the service answers as a plain reading of the rules over the
//! whole world would, and what is derived in the tables is what a computation from scratch gives.

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
    random_worlds::{
        cases, derived,
        generate::{Write, writes},
        reference_store::{self, ReferenceStore},
        sessions::{SessionPlan, session_plans},
        told,
    },
};

async fn compare(
    writes: Vec<Write>,
    plans: Vec<SessionPlan>,
) -> Result<(), proptest::test_runner::TestCaseError> {
    let mut app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    let mut early = Vec::new();
    for (index, write) in writes.into_iter().enumerate() {
        if let Some(plan) = plans.get(index / 4).filter(|_| index % 4 == 3) {
            let mut session = plan.session(&reference.members());
            session["name"] = json!(format!("early {index}"));
            app.load_unchecked(json!({ "sessions": [session] })).await;
            early.push((reference.life(&session), session));
        }
        let done = reference_store::perform(&app.writer, &write).await;
        prop_assert_eq!(done, reference.apply(&write), "{:?}", write);
    }
    prop_assert_eq!(derived::stored_edges(&app).await, reference.edges());
    prop_assert_eq!(derived::stored_counters(&app).await, reference.counters());
    for (life, session) in early {
        let same_life =
            session["kind"] == "intermediate" || (life.is_some() && life == reference.life(&session));
        let expected = model::answer(&reference.world(), &session).filter(|_| same_life);
        let answer = app.discover(session["name"].as_str().expect("a name")).await;
        prop_assert_eq!(told(&answer), expected, "{}", session);
    }
    for plan in plans {
        let session = plan.session(&reference.members());
        app.load_unchecked(json!({ "sessions": [session] })).await;
        let expected = model::answer(&reference.world(), &session);
        let answer = app.discover("session").await;
        prop_assert_eq!(told(&answer), expected.clone(), "{}", session);
        if session["kind"] == "member" {
            prop_assert_eq!(told(&app.discover_by_jwt("session").await), expected);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(96), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_world_answers_match_the_model(writes in writes(), plans in session_plans()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(compare(writes, plans))?;
    }
}
