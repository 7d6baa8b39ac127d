//! Explanations in random worlds: they say "shown" of exactly what the service lists, and doing what they say makes the rest
//! appear.

use std::collections::BTreeMap;

use org_discovery::{
    domain::{
        Organization, OrganizationId, Session,
        discovery::explain::{Change, Circumstances, Explainer, Verdict},
        organization::{EmailJitProvisioning, JitProvisioning},
    },
    lookup::{Joinable, Lookup},
    store::SessionReads,
};
use proptest::{
    prelude::{ProptestConfig, any, prop_assert, prop_assert_eq},
    proptest,
    sample::Index,
    test_runner::TestCaseError,
};
use serde_json::{Value, json};

use super::{
    generate::{SessionPlan, Write, session_plans, writes},
    shadow::{self, Shadow},
};
use crate::harness::TestApp;

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
            Change::ReactivateMember(id) | Change::EraseMember(id) => vec![id.to_string()],
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
    use org_discovery::{data_file::SessionCredential, domain::TokenHash};
    let hash = match &app.sessions["session"].credential {
        SessionCredential::Intermediate(token) => TokenHash::of_intermediate(app.writer.project(), token),
        SessionCredential::Member(token, _) => TokenHash::of_session_token(app.writer.project(), token),
    };
    app.writer.reads().session(&hash).await.expect("an answer").expect("a session")
}

/// `None` when the session is dead.
async fn explained(app: &TestApp, id: &OrganizationId) -> Option<Said> {
    let session = stored_session(app).await;
    let domain = session.email_address.domain().clone();
    let reads = app.writer.reads();
    let lookup = Lookup::new(reads.clone(), app.clock.clone(), app.writer.project().clone());
    let (facts, Joinable { by_domain, by_tenant }) = lookup.facts_of(session).await.ok()?;
    let counts = reads.verified_members_of(app.writer.project(), &domain).await.expect("counts");
    let organization = app.writer.organization(id).await.expect("an answer");
    let explainer = Explainer::new(&facts)?;
    let explanation = explainer.explain(Circumstances {
        organization_id: id,
        organization: organization.as_ref(),
        damaged: false,
        verified_members: counts.get(id).copied().unwrap_or(0),
        domain_edge: by_domain.contains(id),
        tenant_edge: by_tenant.contains(id),
    });
    Some(match explanation.verdict {
        Verdict::Shown(entry) => Ok(json!(entry.membership.r#type)),
        Verdict::Hidden(remedies) => {
            Err(remedies.iter().map(|changes| changes.iter().map(OwnedChange::of).collect()).collect())
        }
    })
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
                let json = json!({"organization_id": self.id, "organization_name": "New", "organization_slug": "new"});
                self.put(serde_json::from_value(json).expect("an organization")).await;
            }
            "AddMember" => self.add_member(&self.address(), "invited", false).await,
            "AddVerifiedMember" => {
                let address = format!("other-{}@{}", self.fresh, about(0));
                self.add_member(&address, "active", true).await;
            }
            "ReactivateMember" => {
                self.app.writer.reactivate_member(self.id, &member_id(about(0))).await.expect("written");
            }
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
            "SignInOtherwise" => self.show(json!({"type": "magic_link", "delivery_method": "email"})),
            "SignInThrough" => self.show(json!({
                "type": "sso", "delivery_method": "sso_saml", "saml_sso_factor": {"provider_id": about(0)},
            })),
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
        self.app.writer.put_member(&member).await.expect("written");
    }

    async fn change(&self, change: impl FnOnce(&mut Organization)) {
        let stored = self.app.writer.organization(self.id).await.expect("an answer");
        let mut organization = stored.expect("an organization");
        change(&mut organization);
        self.put(organization).await;
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

async fn check(writes: Vec<Write>, plans: Vec<SessionPlan>, choice: Index) -> Result<(), TestCaseError> {
    let mut app = TestApp::start(json!({})).await;
    let mut shadow = Shadow::default();
    for write in writes {
        prop_assert_eq!(shadow::perform(&app.writer, &write).await, shadow.apply(&write), "{:?}", write);
    }
    let mut fresh = 0;
    for plan in plans {
        let session = plan.session(&shadow.members());
        for n in 0..5 {
            let id = OrganizationId::parse(&format!("organization-{n}")).expect("an id");
            let mut session = session.clone();
            app.load(json!({ "sessions": [session] })).await;
            let (Some(said), Some(listed_now)) = (explained(&app, &id).await, listed(&app).await) else {
                prop_assert!(explained(&app, &id).await.is_none() && listed(&app).await.is_none());
                break;
            };
            prop_assert_eq!(said.as_ref().ok(), listed_now.get(id.as_str()), "{} {}", id, session);
            let Err(remedies) = said else {
                continue;
            };
            prop_assert!(!remedies.is_empty(), "there is always a way: {} {}", id, session);
            let changes = choice.get(&remedies);
            let mut remedy = Remedy { app: &app, session: &mut session, id: &id, fresh: &mut fresh };
            for change in changes {
                remedy.apply(change).await;
            }
            app.load(json!({ "sessions": [session] })).await;
            let listed_then = listed(&app).await.unwrap_or_default();
            prop_assert!(listed_then.contains_key(id.as_str()), "{:?} {} {}", changes, id, session);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_is_what_is_listed_and_remedies_help(
        writes in writes(), plans in session_plans(), choice in any::<Index>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(check(writes, plans, choice))?;
    }
}
