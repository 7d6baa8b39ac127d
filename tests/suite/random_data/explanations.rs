//! Explanations of random data: the organizations that are explained as shown are exactly those that the service lists,
//! and applying a remedy makes a hidden organization appear.

mod remedy;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::{
    domain::{
        OrganizationId, Session,
        discovery::explain::{Explainer, Explanation, Rule, Verdict},
    },
    service::DiscoveryService,
    store::SessionReads,
};
use org_discovery_admin::explain::RelevantOrganizations;
use proptest::{
    collection::vec,
    prelude::{Just, ProptestConfig, any, prop_assert, prop_assert_eq, prop_oneof},
    proptest,
    sample::Index,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use remedy::{OwnedChange, Remedy};
use test_support::{
    TestApp,
    random_data::{
        case_count,
        generate::{Write, writes},
        reference_store::{self, ReferenceStore},
        sessions::{SessionPlan, session_plans},
    },
};

/// The explanation of one organization: its membership type if it is shown, or the remedies if it is hidden.
type ExplainedEntry = Result<Value, Vec<Vec<OwnedChange>>>;

/// Reads the session that was written last.
async fn stored_session(app: &TestApp) -> Session {
    use org_discovery::domain::TokenHash;
    use org_discovery_admin::import::SessionCredential;
    let hash = match &app.sessions["session"].credential {
        SessionCredential::Intermediate(token) => TokenHash::of_intermediate(app.writer.project_id(), token),
        SessionCredential::Member(token, _) => TokenHash::of_session_token(app.writer.project_id(), token),
    };
    app.writer.reads().session(&hash).await.expect("a read").expect("a session")
}

/// Returns the explanations of the relevant organizations, or only of `id`, and the number of other organizations.
/// Returns `None` if the session has ended.
async fn explain(
    app: &TestApp,
    id: Option<&OrganizationId>,
) -> Option<(BTreeMap<String, ExplainedEntry>, Option<u64>)> {
    let session = stored_session(app).await;
    let lookup =
        DiscoveryService::new(app.writer.reads(), app.clock.clone(), app.writer.project_id().clone());
    let (facts, edges) = lookup.facts_of(session, None).await.ok()?;
    let reader = app.writer.reader();
    let relevant = match id {
        Some(id) => RelevantOrganizations::only(&reader, id.clone(), &facts, &edges).await,
        None => RelevantOrganizations::find(&reader, &facts, &edges).await,
    };
    let relevant = relevant.expect("the relevant organizations");
    assert_eq!(relevant.damaged, 0);
    let explainer = Explainer::new(&facts)?;
    let verdicts = relevant.states(&facts).map(|state| {
        let explanation = explainer.explain(state);
        (explanation.organization_id.to_string(), checked_verdict(&explanation))
    });
    Some((verdicts.collect(), relevant.others))
}

/// Returns the verdict after checking that it follows from the rules of the explanation.
fn checked_verdict(explanation: &Explanation<'_, '_>) -> ExplainedEntry {
    let passes = |name: &str| explanation.rules.iter().find(|rule| rule.name() == name).map(Rule::passes);
    let all = |names: &[&str]| names.iter().all(|name| passes(name) == Some(true));
    let may_join = all(&["intermediate_session"])
        && (all(&[
            "email_jit_allowed",
            "domain_listed",
            "domain_not_shared",
            "verified_members",
            "domain_edge",
        ]) || (all(&["tenant_jit_allowed", "tenant_listed"]) && passes("tenant_edge") != Some(false)));
    let is_candidate = all(&["organization_exists"]) && (all(&["member"]) || may_join);
    let shown = is_candidate && passes("sso_scope") != Some(false);
    assert_eq!(shown, matches!(explanation.verdict, Verdict::Shown { .. }), "{:?}", explanation.rules);
    match &explanation.verdict {
        Verdict::Shown { entry, .. } => Ok(json!(entry.membership.r#type)),
        Verdict::Hidden(remedies) => {
            Err(remedies.iter().map(|changes| changes.iter().map(OwnedChange::of).collect()).collect())
        }
    }
}

/// Deletes some of the joinable edges, as if a writer in another language had been interrupted.
async fn delete_edges(app: &TestApp, deleted: &[bool]) {
    let items = app.stored_items(&app.tables.joinable).await;
    for (item, _) in items.iter().zip(deleted).filter(|(_, deleted)| **deleted) {
        let delete = app.client.delete_item().table_name(&app.tables.joinable);
        let delete = delete.key("edge", AttributeValue::S(item["edge"].clone()));
        let delete = delete.key("organization_id", AttributeValue::S(item["organization_id"].clone()));
        delete.send().await.expect("deleted");
    }
}

/// Returns the membership type of each organization that the service lists, or `None` if the session has ended.
async fn listed(app: &TestApp) -> Option<BTreeMap<String, Value>> {
    let response = app.discover("session").await;
    if response.outcome() != "200" {
        assert_eq!(response.error_type(), "session_not_found");
        return None;
    }
    let pair = |entry: &Value| {
        let id = entry["organization"]["organization_id"].as_str().expect("an id").to_owned();
        (id, entry["membership"]["type"].clone())
    };
    Some(response.entries().iter().map(pair).collect())
}

struct Case {
    app: TestApp,
    /// Chooses one of the remedies of an explanation.
    choice: Index,
    /// The number of Members that remedies have added.
    added: usize,
}

async fn check_explanations(
    writes: Vec<Write>,
    plans: Vec<SessionPlan>,
    choice: Index,
    deleted: &[bool],
) -> Result<(), TestCaseError> {
    let app = TestApp::start(json!({})).await;
    let mut reference = ReferenceStore::default();
    for write in writes {
        prop_assert_eq!(
            reference_store::perform(&app.writer, &write).await,
            reference.apply(&write),
            "{:?}",
            write
        );
    }
    delete_edges(&app, deleted).await;
    let mut case = Case { app, choice, added: 0 };
    for plan in plans {
        case.check_session(&plan.session(&reference.members())).await?;
    }
    Ok(())
}

impl Case {
    async fn load(&mut self, session: &Value) {
        self.app.load_unchecked(json!({ "sessions": [session] })).await;
    }

    async fn check_session(&mut self, session: &Value) -> Result<(), TestCaseError> {
        self.load(session).await;
        let Some((all, others)) = explain(&self.app, None).await else {
            prop_assert!(listed(&self.app).await.is_none());
            return Ok(());
        };
        let shown =
            all.iter().filter_map(|(id, explained)| Some((id.clone(), explained.as_ref().ok()?.clone())));
        prop_assert_eq!(Some(shown.collect()), listed(&self.app).await, "{}", session);
        prop_assert_eq!(others, Some(count_unexplained(&self.app, &all).await), "{}", session);
        for n in 0..5 {
            let id = OrganizationId::parse(&format!("organization-{n}")).expect("an id");
            if !self.check_organization(&id, session).await? {
                break;
            }
        }
        Ok(())
    }

    /// Compares the explanation of one organization with the listing, and applies a remedy if the organization is
    /// hidden. Returns false if a remedy for another organization has ended the session.
    async fn check_organization(
        &mut self,
        id: &OrganizationId,
        session: &Value,
    ) -> Result<bool, TestCaseError> {
        self.load(session).await;
        let (Some((mut explained, _)), Some(listed_now)) =
            (explain(&self.app, Some(id)).await, listed(&self.app).await)
        else {
            prop_assert!(explain(&self.app, Some(id)).await.is_none() && listed(&self.app).await.is_none());
            return Ok(false);
        };
        let explained = explained.remove(id.as_str()).expect("the explanation of this organization");
        prop_assert_eq!(explained.as_ref().ok(), listed_now.get(id.as_str()), "{} {}", id, session);
        if let Err(remedies) = explained {
            prop_assert!(!remedies.is_empty(), "no remedy: {} {}", id, session);
            let changes: &Vec<OwnedChange> = self.choice.get(&remedies);
            self.check_remedy(changes, id, session.clone()).await?;
        }
        Ok(true)
    }

    async fn check_remedy(
        &mut self,
        changes: &[OwnedChange],
        id: &OrganizationId,
        mut session: Value,
    ) -> Result<(), TestCaseError> {
        let original = session.to_string();
        let mut remedy = Remedy { app: &self.app, session: &mut session, id, added: &mut self.added };
        for change in changes {
            let state_before = (remedy.session.clone(), self.app.all_items().await);
            remedy.apply(change).await;
            let state_after = (remedy.session.clone(), self.app.all_items().await);
            prop_assert!(state_before != state_after, "no effect: {change:?} of {changes:?} {id} {original}");
        }
        self.load(&session).await;
        let listed_afterwards = listed(&self.app).await.unwrap_or_default();
        prop_assert!(listed_afterwards.contains_key(id.as_str()), "{:?} {} {}", changes, id, session);
        Ok(())
    }
}

/// Returns the number of stored organizations without an explanation.
async fn count_unexplained(app: &TestApp, all: &BTreeMap<String, ExplainedEntry>) -> u64 {
    let items = app.stored_items(&app.tables.organizations).await;
    let objects = items.iter().filter(|item| item["record"] == "organization");
    let unexplained = objects.filter(|item| {
        let (_, id) = item["organization"].split_once('#').expect("an id");
        !all.contains_key(id)
    });
    u64::try_from(unexplained.count()).expect("a number")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(16), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn explanations_match_listing_and_remedies_take_effect(
        writes in writes(), plans in session_plans(), choice in any::<Index>(),
        deleted in prop_oneof![Just(Vec::new()), vec(any::<bool>(), 12)],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(check_explanations(writes, plans, choice, &deleted))?;
    }
}
