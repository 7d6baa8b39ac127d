//! The entry of an organization does not depend on other organizations or their Members.

use proptest::{
    collection::vec,
    prelude::{ProptestConfig, prop_assert, prop_assert_eq},
    proptest,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use super::entries::{entries, load_sessions, perform, run, start};
use test_support::random_data::{
    case_count,
    generate::{Write, writes},
    sessions::{SessionPlan, session_plans},
};

/// The organizations whose entries are compared. Only other organizations change. Every member session belongs to a
/// Member of a compared organization, because a change to its own Member would end the session.
const COMPARED: [&str; 2] = ["organization-0", "organization-1"];

fn organization_of(write: &Write) -> &str {
    match write {
        Write::PutOrganization(value) | Write::PutMember(value) => {
            value["organization_id"].as_str().expect("an id")
        }
        Write::DeleteOrganization(id)
        | Write::DeleteMember(id, _)
        | Write::ReactivateMember(id, _)
        | Write::EraseMember(id, _) => id,
    }
}

/// Returns true if an entry may appear or disappear because of another organization: one that claims the address's
/// domain and owns one of the session's connections.
fn is_exception(data_set: &Value, session: &Value) -> bool {
    let (_, domain) =
        session["email_address"].as_str().expect("an address").split_once('@').expect("a domain");
    let factors = session["authentication_factors"].to_string();
    data_set["organizations"].as_array().into_iter().flatten().any(|organization| {
        let id = organization["organization_id"].as_str().expect("an id");
        let connections = organization["sso_active_connections"].as_array().expect("a list");
        let mut connections = connections.iter().map(|connection| connection["connection_id"].to_string());
        let claims =
            organization["claimed_email_domains"].as_array().expect("a list").contains(&json!(domain));
        !COMPARED.contains(&id) && claims && connections.any(|connection| factors.contains(&connection))
    })
}

async fn check_isolation(
    writes: Vec<Write>,
    plans: Vec<SessionPlan>,
    changes: Vec<Write>,
) -> Result<(), TestCaseError> {
    let (mut app, mut reference) = start(&writes).await;
    let is_compared = |member: &Value| COMPARED.iter().any(|id| member["organization_id"] == *id);
    let members: Vec<Value> = reference.members().into_iter().filter(is_compared).collect();
    let mut sessions: Vec<Value> = plans.iter().map(|plan| plan.session(&members)).collect();
    load_sessions(&mut app, &mut sessions).await;
    let mut entries_before = Vec::new();
    for session in &sessions {
        entries_before.push(entries(&app, session).await);
    }
    let data_before = reference.data_set();
    let others: Vec<Write> =
        changes.into_iter().filter(|write| !COMPARED.contains(&organization_of(write))).collect();
    perform(&app, &mut reference, &others).await;
    let data_after = reference.data_set();
    for (session, entries_before) in sessions.iter().zip(entries_before) {
        let entries_after = entries(&app, session).await;
        prop_assert_eq!(entries_before.is_some(), entries_after.is_some(), "{}", session);
        let (Some(entries_before), Some(entries_after)) = (entries_before, entries_after) else { continue };
        for id in COMPARED {
            match (entries_before.get(id), entries_after.get(id)) {
                (Some(_), None) => prop_assert!(is_exception(&data_before, session), "{} {}", id, session),
                (None, Some(_)) => prop_assert!(is_exception(&data_after, session), "{} {}", id, session),
                (entries_before, entries_after) => {
                    prop_assert_eq!(entries_before, entries_after, "{} {}", id, session);
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(12), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn entry_is_independent_of_other_organizations(
        writes in vec(writes(), 2), plans in vec(session_plans(), 3), changes in writes(),
    ) {
        run(check_isolation(writes.concat(), plans.concat(), changes))?;
    }
}
