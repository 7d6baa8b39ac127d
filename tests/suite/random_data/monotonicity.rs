//! A session with fewer factors never reveals more.

use proptest::{
    prelude::{ProptestConfig, prop_assert},
    proptest,
    test_runner::TestCaseError,
};
use serde_json::Value;

use super::entries::{entries, is_redacted, load_sessions, run, start};
use test_support::random_data::{
    case_count,
    generate::{Write, writes},
    sessions::{SessionPlan, session_plans},
};

/// Returns the session, followed by copies that each lack one of its factors.
fn with_fewer(session: &Value) -> Vec<Value> {
    let factors = session["authentication_factors"].as_array().expect("a list");
    let mut sessions = vec![session.clone()];
    for index in 0..factors.len() {
        let mut fewer = session.clone();
        fewer["authentication_factors"].as_array_mut().expect("a list").remove(index);
        sessions.push(fewer);
    }
    sessions
}

/// Returns the aspect in which the entry `less` reveals more than the entry `more` of the same organization, if any.
fn excess<'a>(less: &Value, more: &Value) -> Option<&'a str> {
    let is_null = |entry: &Value, key: &str| entry[key].is_null();
    let phone = |entry: &Value| entry["membership"]["member"]["mfa_phone_number"].to_string();
    [
        ("authenticated", less["member_authenticated"] == true && more["member_authenticated"] == false),
        ("unredacted", !is_redacted(less) && is_redacted(more)),
        ("primary satisfied", is_null(less, "primary_required") && !is_null(more, "primary_required")),
        ("second satisfied", is_null(less, "mfa_required") && !is_null(more, "mfa_required")),
        ("phone", phone(less).contains('+') && !phone(more).contains('+')),
        ("another membership type", less["membership"]["type"] != more["membership"]["type"]),
    ]
    .into_iter()
    .find_map(|(name, is_excess)| is_excess.then_some(name))
}

async fn check_fewer_factors(writes: Vec<Write>, plans: Vec<SessionPlan>) -> Result<(), TestCaseError> {
    let (mut app, reference) = start(&writes).await;
    for plan in plans {
        let mut sessions = with_fewer(&plan.session(&reference.members()));
        load_sessions(&mut app, &mut sessions).await;
        let Some(all) = entries(&app, &sessions[0]).await else { continue };
        for session in &sessions[1..] {
            let fewer = entries(&app, session).await.expect("a session that is as valid as the first");
            for (id, entry) in fewer {
                prop_assert!(all.contains_key(&id), "{} is only listed for {}", id, session);
                let excess = excess(&entry, &all[&id]);
                prop_assert!(excess.is_none(), "{:?} {} {} of {}", excess, id, session, sessions[0]);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(16), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn session_with_fewer_factors_reveals_no_more(writes in writes(), plans in session_plans()) {
        run(check_fewer_factors(writes, plans))?;
    }
}
