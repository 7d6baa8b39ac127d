//! Applies the remedies of explanations.

use aws_sdk_dynamodb::types::AttributeValue;
use org_discovery::{
    domain::{
        EmailDomain, MemberId, Organization, OrganizationId,
        discovery::explain::Change,
        organization::{EmailJitProvisioning, JitProvisioning},
    },
    store::JoinableEdge,
};
use org_discovery_admin::{Refusal, WriteError};
use serde_json::{Value, json};

use test_support::TestApp;

/// An owned copy of a change in an explanation: the name of its variant, and its arguments.
#[derive(Debug, Clone)]
pub struct OwnedChange {
    name: String,
    arguments: Vec<String>,
}

impl OwnedChange {
    pub fn of(change: &Change<'_>) -> Self {
        let debug = format!("{change:?}");
        let name = debug.split('(').next().unwrap_or_default().to_owned();
        let arguments = match change {
            Change::ReactivateMember(id) | Change::EraseMember(id) | Change::UnlinkRetiredAddress(id) => {
                vec![id.to_string()]
            }
            Change::AddAllowedDomain(domain) | Change::AddVerifiedMember(domain) => vec![domain.to_string()],
            Change::AddAllowedTenant(provider, tenant) | Change::PresentTenant(provider, tenant) => {
                vec![provider.to_string(), tenant.to_string()]
            }
            Change::AllowJit(setting) => vec![setting.names().field.to_owned()],
            Change::SignInThrough(connection) => vec![(*connection).to_owned()],
            _ => Vec::new(),
        };
        Self { name, arguments }
    }

    fn argument(&self, index: usize) -> &str {
        &self.arguments[index]
    }
}

/// Applies the changes of a remedy to the tables or to the session.
pub struct Remedy<'a> {
    pub app: &'a TestApp,
    pub session: &'a mut Value,
    pub id: &'a OrganizationId,
    /// The number of added Members, used in new ids.
    pub added: &'a mut usize,
}

impl Remedy<'_> {
    pub async fn apply(&mut self, change: &OwnedChange) {
        if !self.change_session(change) && !self.change_member(change).await {
            self.change_organization(change).await;
        }
    }

    /// Applies a change of the session. Returns false for any other change.
    fn change_session(&mut self, change: &OwnedChange) -> bool {
        match change.name.as_str() {
            "PresentTenant" => {
                add_tenant(&mut self.session["oauth_tenants"], change.argument(0), change.argument(1));
            }
            "UseIntermediateSession" => {
                *self.session = json!({
                    "name": "session", "kind": "intermediate", "email_address": self.session["email_address"],
                    "authentication_factors": self.session["authentication_factors"],
                });
            }
            "UseAnotherSignInMethod" => self.add_factor(json!({
                "type": "magic_link", "delivery_method": "email",
                "email_factor": {"email_address": self.address()},
            })),
            "SignInThrough" => self.add_factor(json!({
                "type": "sso", "delivery_method": "sso_saml",
                "saml_sso_factor": {"provider_id": change.argument(0)},
            })),
            _ => return false,
        }
        true
    }

    /// Applies a change of a Member. Returns false for any other change.
    async fn change_member(&mut self, change: &OwnedChange) -> bool {
        match change.name.as_str() {
            "AddMember" => self.add_member(&self.address(), "invited", false).await,
            "AddVerifiedMember" => {
                let address = format!("other-{}@{}", self.added, change.argument(0));
                self.add_member(&address, "active", true).await;
            }
            "ReactivateMember" => self.reactivate(&member_id(change.argument(0))).await,
            "UnlinkRetiredAddress" => self.unlink_retired_address(&member_id(change.argument(0))).await,
            "EraseMember" => {
                let id = member_id(change.argument(0));
                self.app.writer.members().erase(self.id, &id).await.expect("written");
            }
            _ => return false,
        }
        true
    }

    async fn change_organization(&self, change: &OwnedChange) {
        let argument = |index| change.argument(index);
        match change.name.as_str() {
            "CreateOrganization" => {
                let json = json!({"organization_id": self.id, "organization_name": "New", "organization_slug": format!("new-{}", self.id)});
                self.put(serde_json::from_value(json).expect("an organization")).await;
            }
            "AllowJit" => self.allow_jit(argument(0)).await,
            "AddAllowedDomain" => {
                let domain = EmailDomain::parse(argument(0)).expect("a domain");
                self.update(|o| o.email_allowed_domains.push(domain)).await;
            }
            "AddAllowedTenant" => {
                self.update(|o| {
                    let mut tenants = serde_json::to_value(&o.allowed_oauth_tenants).expect("JSON");
                    add_tenant(&mut tenants, argument(0), argument(1));
                    o.allowed_oauth_tenants = serde_json::from_value(tenants).expect("tenants");
                })
                .await;
            }
            "RepairEdges" => self.repair_edges().await,
            other => panic!("{other} is never needed, because derived items are consistent"),
        }
    }

    async fn allow_jit(&self, field: &str) {
        match field {
            "email_jit_provisioning" => {
                self.update(|o| o.email_jit_provisioning = EmailJitProvisioning::Restricted).await;
            }
            "oauth_tenant_jit_provisioning" => {
                self.update(|o| o.oauth_tenant_jit_provisioning = JitProvisioning::Restricted).await;
            }
            other => panic!("{other} is not a provisioning setting"),
        }
    }

    fn address(&self) -> String {
        self.session["email_address"].as_str().expect("an address").to_owned()
    }

    fn add_factor(&mut self, factor: Value) {
        self.session["authentication_factors"].as_array_mut().expect("factors").push(factor);
    }

    async fn add_member(&mut self, address: &str, status: &str, verified: bool) {
        *self.added += 1;
        let json = json!({
            "member_id": format!("member-new-{}", self.added), "organization_id": self.id,
            "email_address": address, "status": status, "email_address_verified": verified,
        });
        let member = serde_json::from_value(json).expect("a Member");
        self.app.writer.members().put(&member, self.app.now()).await.expect("written");
    }

    /// Reactivates a Member. If another Member has one of its retired addresses, the write is refused, and the retired
    /// addresses are unlinked first.
    async fn reactivate(&self, id: &MemberId) {
        let writer = &self.app.writer;
        let written = writer.members().reactivate(self.id, id).await;
        if !matches!(written, Err(WriteError::Refused(Refusal::RetiredAddressTaken { .. }))) {
            written.expect("written");
            return;
        }
        let mut member = writer.reader().member(id).await.expect("a read").expect("a Member");
        member.retired_email_addresses.clear();
        writer.members().put(&member, self.app.now()).await.expect("written");
        writer.members().reactivate(self.id, id).await.expect("written");
    }

    async fn unlink_retired_address(&self, id: &MemberId) {
        let stored = self.app.writer.reader().member(id).await.expect("a read");
        let mut member = stored.expect("a Member");
        member.retired_email_addresses.retain(|retired| retired.email_address.as_str() != self.address());
        self.app.writer.members().put(&member, self.app.now()).await.expect("written");
    }

    async fn update(&self, change: impl FnOnce(&mut Organization)) {
        let stored = self.app.writer.reader().organization(self.id).await.expect("a read");
        let mut organization = stored.expect("an organization");
        change(&mut organization);
        self.put(organization).await;
    }

    async fn repair_edges(&self) {
        let stored = self.app.writer.reader().organization(self.id).await.expect("a read");
        for edge in JoinableEdge::of(&stored.expect("an organization")) {
            let edge = format!("{}#{edge}", self.app.writer.project_id());
            let put = self.app.client.put_item().table_name(&self.app.tables.joinable);
            let put = put.item("edge", AttributeValue::S(edge));
            let put = put.item("organization_id", AttributeValue::S(self.id.to_string()));
            put.item("schema", AttributeValue::N("1".to_owned())).send().await.expect("written");
        }
    }

    async fn put(&self, organization: Organization) {
        self.app.writer.organizations().put(&organization, self.app.now()).await.expect("written");
    }
}

fn member_id(id: &str) -> MemberId {
    MemberId::parse(id).expect("an id")
}

fn add_tenant(tenants: &mut Value, provider: &str, tenant: &str) {
    if !tenants.is_object() {
        *tenants = json!({});
    }
    let provider_tenants = &mut tenants[provider];
    if !provider_tenants.is_array() {
        *provider_tenants = json!([]);
    }
    provider_tenants.as_array_mut().expect("a list").push(json!(tenant));
}
