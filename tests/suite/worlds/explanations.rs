//! Explanations in random worlds: they say "shown" of exactly what the service lists, and doing what they say makes the rest
//! appear.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::{
    domain::{
        Organization, OrganizationId, Session,
        discovery::explain::{Change, Explainer, Explanation, Rule, Verdict},
        organization::{EmailJitProvisioning, JitProvisioning},
    },
    lookup::Lookup,
    store::{JoinableEdge, SessionReads},
};
use org_discovery_admin::writer::{Refusal, WriteError};
use proptest::{
    collection::vec,
    prelude::{Just, ProptestConfig, any, prop_assert, prop_assert_eq, prop_oneof},
    proptest,
    sample::Index,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use test_support::{
    TestApp,
    random_worlds::{
        cases,
        generate::{Write, writes},
        sessions::{SessionPlan, session_plans},
        shadow::{self, Shadow},
    },
};

/// What an explanation says of one organization: how it is shown, or what would be enough.
type Said = Result<Value, Vec<Vec<OwnedChange>>>;

/// A change that outlives the facts.
#[derive(Debug, Clone)]
struct OwnedChange {
    name: String,
    about: Vec<String>,
}

impl OwnedChange {
    fn of(change: &Change<'_>) -> Self {
        let debug = format!("{change:?}");
        let name = debug.split('(').next().unwrap_or_default().to_owned();
        let about = match change {
            Change::ReactivateMember(id) | Change::EraseMember(id) | Change::UnlinkRetiredAddress(id) => {
                vec![id.to_string()]
            }
            Change::AddAllowedDomain(domain) | Change::AddVerifiedMember(domain) => vec![domain.to_string()],
            Change::AddAllowedTenant(provider, tenant) | Change::ShowTenant(provider, tenant) => {
                vec![provider.to_string(), tenant.to_string()]
            }
            Change::SignInThrough(connection) => vec![(*connection).to_owned()],
            _ => Vec::new(),
        };
        Self { name, about }
    }
}

/// The session that was written last, as the service reads it.
async fn stored_session(app: &TestApp) -> Session {
    use org_discovery::domain::TokenHash;
    use org_discovery_admin::data_file::SessionCredential;
    let hash = match &app.sessions["session"].credential {
        SessionCredential::Intermediate(token) => TokenHash::of_intermediate(app.writer.project(), token),
        SessionCredential::Member(token, _) => TokenHash::of_session_token(app.writer.project(), token),
    };
    app.writer.reads().session(&hash).await.expect("an answer").expect("a session")
}

/// What is said of those that are concerned, and how many more there are; of `id` alone, where it is given. `None` when the
/// session is dead.
async fn explained(
    app: &TestApp,
    id: Option<&OrganizationId>,
) -> Option<(BTreeMap<String, Said>, Option<u64>)> {
    let session = stored_session(app).await;
    let lookup = Lookup::new(app.writer.reads(), app.clock.clone(), app.writer.project().clone());
    let (facts, edges) = lookup.facts_of(session).await.ok()?;
    let reader = app.writer.reader();
    let concerned = match id {
        Some(id) => reader.concerned_one(id.clone(), &facts, &edges).await,
        None => reader.concerned(&facts, &edges).await,
    };
    let concerned = concerned.expect("what is concerned");
    assert_eq!(concerned.unreadable, 0);
    let explainer = Explainer::new(&facts)?;
    let said = concerned.circumstances(&facts).map(|about| {
        let explanation = explainer.explain(about);
        (explanation.organization_id.to_string(), said(&explanation))
    });
    Some((said.collect(), concerned.others))
}

/// The verdict, which must be what the rules beside it say.
fn said(explanation: &Explanation<'_, '_>) -> Said {
    let passes = |name: &str| explanation.rules.iter().find(|rule| rule.name() == name).map(Rule::passes);
    let all = |names: &[&str]| names.iter().all(|name| passes(name) == Some(true));
    let joins = all(&["intermediate_session"])
        && (all(&["email_jit_allowed", "domain_listed", "domain_is_own", "verified_members", "domain_edge"])
            || (all(&["tenant_jit_allowed", "tenant_listed"]) && passes("tenant_edge") != Some(false)));
    let concerns = all(&["organization_exists"]) && (all(&["member"]) || joins);
    let shown = concerns && passes("sso_scope") != Some(false);
    assert_eq!(shown, matches!(explanation.verdict, Verdict::Shown { .. }), "{:?}", explanation.rules);
    match &explanation.verdict {
        Verdict::Shown { entry, .. } => Ok(json!(entry.membership.r#type)),
        Verdict::Hidden(remedies) => {
            Err(remedies.iter().map(|changes| changes.iter().map(OwnedChange::of).collect()).collect())
        }
    }
}

/// Takes some of the joinable edges away, as an interrupted writer of somebody's own would.
async fn lose_edges(app: &TestApp, lost: &[bool]) {
    let rows = app.rows(&app.tables.joinable).await;
    for (row, _) in rows.iter().zip(lost).filter(|(_, lost)| **lost) {
        let delete = app.client.delete_item().table_name(&app.tables.joinable);
        let delete = delete.key("edge", AttributeValue::S(row["edge"].clone()));
        let delete = delete.key("organization_id", AttributeValue::S(row["organization_id"].clone()));
        delete.send().await.expect("deleted");
    }
}

/// The relation of each organization that the service lists; `None` when the session is dead.
async fn listed(app: &TestApp) -> Option<BTreeMap<String, Value>> {
    let answer = app.discover("session").await;
    if answer.outcome() != "200" {
        assert_eq!(answer.error_type(), "session_not_found");
        return None;
    }
    let pair = |entry: &Value| {
        let id = entry["organization"]["organization_id"].as_str().expect("an id").to_owned();
        (id, entry["membership"]["type"].clone())
    };
    Some(answer.entries().iter().map(pair).collect())
}

/// Does what an explanation says, to the tables or to the session.
struct Remedy<'a> {
    app: &'a TestApp,
    session: &'a mut Value,
    id: &'a OrganizationId,
    /// Makes ids that nobody has yet.
    fresh: &'a mut usize,
}

impl Remedy<'_> {
    async fn apply(&mut self, change: &OwnedChange) {
        let about = |index: usize| change.about[index].as_str();
        match change.name.as_str() {
            "CreateOrganization" => {
                let json = json!({"organization_id": self.id, "organization_name": "New", "organization_slug": format!("new-{}", self.id)});
                self.put(serde_json::from_value(json).expect("an organization")).await;
            }
            "AddMember" => self.add_member(&self.address(), "invited", false).await,
            "AddVerifiedMember" => {
                let address = format!("other-{}@{}", self.fresh, about(0));
                self.add_member(&address, "active", true).await;
            }
            "ReactivateMember" => self.reactivate(&member_id(about(0))).await,
            "UnlinkRetiredAddress" => self.unlink(&member_id(about(0))).await,
            "EraseMember" => {
                self.app.writer.erase_member(self.id, &member_id(about(0))).await.expect("written");
            }
            "AllowEmailJit" => {
                self.change(|o| o.email_jit_provisioning = EmailJitProvisioning::Restricted).await;
            }
            "AddAllowedDomain" => {
                self.change(|o| o.email_allowed_domains.push(about(0).parse_domain())).await;
            }
            "AllowTenantJit" => {
                self.change(|o| o.oauth_tenant_jit_provisioning = JitProvisioning::Restricted).await;
            }
            "AddAllowedTenant" => {
                self.change(|o| {
                    let mut tenants = serde_json::to_value(&o.allowed_oauth_tenants).expect("JSON");
                    add_tenant(&mut tenants, about(0), about(1));
                    o.allowed_oauth_tenants = serde_json::from_value(tenants).expect("tenants");
                })
                .await;
            }
            "ShowTenant" => add_tenant(&mut self.session["oauth_tenants"], about(0), about(1)),
            "UseIntermediateSession" => {
                *self.session = json!({
                    "name": "session", "kind": "intermediate", "email_address": self.session["email_address"],
                    "authentication_factors": self.session["authentication_factors"],
                });
            }
            "SignInOtherwise" => self.show(json!({
                "type": "magic_link", "delivery_method": "email",
                "email_factor": {"email_address": self.address()},
            })),
            "SignInThrough" => self.show(json!({
                "type": "sso", "delivery_method": "sso_saml", "saml_sso_factor": {"provider_id": about(0)},
            })),
            "RepairEdges" => self.repair_edges().await,
            other => panic!("{other} is never called for where writers keep everything true"),
        }
    }

    fn address(&self) -> String {
        self.session["email_address"].as_str().expect("an address").to_owned()
    }

    fn show(&mut self, factor: Value) {
        self.session["authentication_factors"].as_array_mut().expect("factors").push(factor);
    }

    async fn add_member(&mut self, address: &str, status: &str, verified: bool) {
        *self.fresh += 1;
        let json = json!({
            "member_id": format!("member-new-{}", self.fresh), "organization_id": self.id,
            "email_address": address, "status": status, "email_address_verified": verified,
        });
        let member = serde_json::from_value(json).expect("a Member");
        self.app.writer.put_member(&member, self.app.now()).await.expect("written");
    }

    /// Another Member may have got an address that the deleted one had retired. The refusal says so, and the operator
    /// unlinks the address first.
    async fn reactivate(&self, id: &org_discovery::domain::MemberId) {
        let writer = &self.app.writer;
        let written = writer.reactivate_member(self.id, id).await;
        if !matches!(written, Err(WriteError::Refused(Refusal::RetiredAddressTaken { .. }))) {
            written.expect("written");
            return;
        }
        let mut member = writer.member(id).await.expect("an answer").expect("a Member");
        member.retired_email_addresses.clear();
        writer.put_member(&member, self.app.now()).await.expect("written");
        writer.reactivate_member(self.id, id).await.expect("written");
    }

    async fn unlink(&self, id: &org_discovery::domain::MemberId) {
        let stored = self.app.writer.member(id).await.expect("an answer");
        let mut member = stored.expect("a Member");
        member.retired_email_addresses.retain(|retired| retired.email_address.as_str() != self.address());
        self.app.writer.put_member(&member, self.app.now()).await.expect("written");
    }

    async fn change(&self, change: impl FnOnce(&mut Organization)) {
        let stored = self.app.writer.organization(self.id).await.expect("an answer");
        let mut organization = stored.expect("an organization");
        change(&mut organization);
        self.put(organization).await;
    }

    async fn repair_edges(&self) {
        let stored = self.app.writer.organization(self.id).await.expect("an answer");
        for edge in JoinableEdge::of(&stored.expect("an organization")) {
            let edge = format!("{}#{edge}", self.app.writer.project());
            let put = self.app.client.put_item().table_name(&self.app.tables.joinable);
            let put = put.item("edge", AttributeValue::S(edge));
            let put = put.item("organization_id", AttributeValue::S(self.id.to_string()));
            put.item("schema", AttributeValue::N("1".to_owned())).send().await.expect("written");
        }
    }

    async fn put(&self, organization: Organization) {
        self.app.writer.put_organization(&organization, self.app.now()).await.expect("written");
    }
}

trait ParseDomain {
    fn parse_domain(&self) -> org_discovery::domain::EmailDomain;
}

impl ParseDomain for str {
    fn parse_domain(&self) -> org_discovery::domain::EmailDomain {
        org_discovery::domain::EmailDomain::parse(self).expect("a domain")
    }
}

fn member_id(id: &str) -> org_discovery::domain::MemberId {
    org_discovery::domain::MemberId::parse(id).expect("an id")
}

fn add_tenant(tenants: &mut Value, provider: &str, tenant: &str) {
    if !tenants.is_object() {
        *tenants = json!({});
    }
    let of_provider = &mut tenants[provider];
    if !of_provider.is_array() {
        *of_provider = json!([]);
    }
    of_provider.as_array_mut().expect("a list").push(json!(tenant));
}

async fn check(
    writes: Vec<Write>,
    plans: Vec<SessionPlan>,
    choice: Index,
    lost: &[bool],
) -> Result<(), TestCaseError> {
    let mut app = TestApp::start(json!({})).await;
    let mut shadow = Shadow::default();
    for write in writes {
        prop_assert_eq!(shadow::perform(&app.writer, &write).await, shadow.apply(&write), "{:?}", write);
    }
    lose_edges(&app, lost).await;
    let mut fresh = 0;
    for plan in plans {
        let session = plan.session(&shadow.members());
        app.load_unchecked(json!({ "sessions": [session] })).await;
        let Some((all, others)) = explained(&app, None).await else {
            prop_assert!(listed(&app).await.is_none());
            continue;
        };
        let shown = all.iter().filter_map(|(id, said)| Some((id.clone(), said.as_ref().ok()?.clone())));
        prop_assert_eq!(Some(shown.collect()), listed(&app).await, "{}", session);
        prop_assert_eq!(others, Some(unconcerned(&app, &all).await), "{}", session);
        for n in 0..5 {
            let id = OrganizationId::parse(&format!("organization-{n}")).expect("an id");
            let mut session = session.clone();
            app.load_unchecked(json!({ "sessions": [session] })).await;
            let (Some((mut said, _)), Some(listed_now)) =
                (explained(&app, Some(&id)).await, listed(&app).await)
            else {
                prop_assert!(explained(&app, Some(&id)).await.is_none() && listed(&app).await.is_none());
                break;
            };
            let said = said.remove(id.as_str()).expect("what was asked for");
            prop_assert_eq!(said.as_ref().ok(), listed_now.get(id.as_str()), "{} {}", id, session);
            let Err(remedies) = said else {
                continue;
            };
            prop_assert!(!remedies.is_empty(), "there is always a way: {} {}", id, session);
            let (changes, session_text) = (choice.get(&remedies), session.to_string());
            let mut remedy = Remedy { app: &app, session: &mut session, id: &id, fresh: &mut fresh };
            for change in changes {
                let before = (remedy.session.clone(), app.everything().await);
                remedy.apply(change).await;
                let after = (remedy.session.clone(), app.everything().await);
                prop_assert!(
                    before != after,
                    "every change is one: {:?} of {:?} {} {}",
                    change,
                    changes,
                    id,
                    session_text
                );
            }
            app.load_unchecked(json!({ "sessions": [session] })).await;
            let listed_then = listed(&app).await.unwrap_or_default();
            prop_assert!(listed_then.contains_key(id.as_str()), "{:?} {} {}", changes, id, session);
        }
    }
    Ok(())
}

/// How many of the stored organizations nothing is said about.
async fn unconcerned(app: &TestApp, all: &BTreeMap<String, Said>) -> u64 {
    let rows = app.rows(&app.tables.organizations).await;
    let objects = rows.iter().filter(|row| row["item"] == "organization");
    let unsaid = objects.filter(|row| {
        let (_, id) = row["organization"].split_once('#').expect("an id");
        !all.contains_key(id)
    });
    u64::try_from(unsaid.count()).expect("a number")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(32), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn explanations_match_listing_and_remedies_help(
        writes in writes(), plans in session_plans(), choice in any::<Index>(),
        lost in prop_oneof![Just(Vec::new()), vec(any::<bool>(), 12)],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(check(writes, plans, choice, &lost))?;
    }
}
