//! Applies a remedy: the changes of the local data and of the sign-in that show a hidden organization.

use std::collections::BTreeSet;

use org_discovery::domain::{
    Clock, EmailAddress, EmailDomain, Entropy, Member, MemberId, MemberStatus, OAuthTenantId,
    OAuthTenantProvider, Organization, OrganizationId, SystemClock, SystemEntropy,
    discovery::{
        JitSetting,
        explain::{Change, Explainer, Verdict},
    },
    organization::{EmailJitProvisioning, JitProvisioning},
};
use org_discovery_admin::{
    Writer,
    consistency::{RepairAction, Repaired},
    explain::{RelevantOrganizations, changes_text},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Playground,
    refusal::Refusal,
    situation::{Kind, Situation},
};

/// The choice of a remedy on the page.
#[derive(Debug, Deserialize)]
pub struct ChosenRemedy {
    situation: Situation,
    organization_id: OrganizationId,
    /// The position of the remedy in the explanation.
    remedy: usize,
    /// The text of the remedy on the page, which must still be the same.
    text: String,
}

/// The effect of a remedy on the page.
#[derive(Debug, Serialize)]
pub struct AppliedRemedy {
    /// The situation afterwards.
    situation: Situation,
    /// Values that the changes chose, such as the address of a new Member.
    notes: Vec<String>,
}

/// Makes the changes of a remedy.
struct Remedy<'r> {
    writer: &'r Writer,
    organization_id: &'r OrganizationId,
    /// The address of the person.
    address: &'r EmailAddress,
    notes: Vec<String>,
}

impl Playground {
    /// Applies a remedy.
    pub(super) async fn apply(&self, chosen: ChosenRemedy) -> Result<AppliedRemedy, Refusal> {
        let ChosenRemedy { situation, organization_id, remedy, text } = chosen;
        let presented = self.present(&situation).await?;
        let (facts, edges) = self.facts(&presented).await?.ok_or_else(Refusal::outdated)?;
        let explainer = Explainer::new(&facts).ok_or_else(Refusal::outdated)?;
        let only =
            RelevantOrganizations::only(&self.reader(), organization_id.clone(), &facts, &edges).await?;
        let mut explanations = only.states(&facts).map(|state| explainer.explain(state));
        let Some(Verdict::Hidden(remedies)) = explanations.next().map(|explanation| explanation.verdict)
        else {
            return Err(Refusal::outdated());
        };
        let changes = remedies.get(remedy).filter(|changes| changes_text(changes) == text);
        let changes = changes.ok_or_else(Refusal::outdated)?;
        let writer = self.writer();
        let address = &facts.session.email_address;
        let mut remedy =
            Remedy { writer: &writer, organization_id: &organization_id, address, notes: Vec::new() };
        self.begin(text, Some(situation.clone()))?;
        self.end(remedy.make(changes).await)?;
        let notes = remedy.notes;
        Ok(AppliedRemedy {
            situation: situation_after(situation, presented.situation, address, changes),
            notes,
        })
    }
}

/// Returns the situation after the changes of the sign-in. A story becomes a situation of its own, which `described` contains.
fn situation_after(
    situation: Situation,
    described: Situation,
    address: &EmailAddress,
    changes: &[Change<'_>],
) -> Situation {
    let mut after = Situation { story: String::new(), ..described };
    let mut is_changed = false;
    for change in changes {
        match change {
            Change::UseIntermediateSession => {
                after.session = Kind::Intermediate;
                after.email = address.to_string();
            }
            Change::PresentTenant(provider, tenant) => after.tenants.push(format!("{provider}:{tenant}")),
            Change::UseAnotherSignInMethod => after.factors.push("magic_link".to_owned()),
            Change::SignInThrough(connection) => after.factors.push(format!("sso:{connection}")),
            _ => continue,
        }
        is_changed = true;
    }
    if is_changed { after } else { situation }
}

impl Remedy<'_> {
    async fn make(&mut self, changes: &[Change<'_>]) -> Result<(), Refusal> {
        for change in changes {
            self.change(change).await?;
        }
        Ok(())
    }

    async fn change(&mut self, change: &Change<'_>) -> Result<(), Refusal> {
        match *change {
            Change::CreateOrganization => self.put_organization(&self.new_organization()).await,
            Change::RestoreOrganization => self.restore_organization().await,
            Change::AddMember => self.add_person(MemberStatus::Invited).await,
            Change::RestoreMember => {
                self.repair(&[RepairAction::Rebuild, RepairAction::RemoveDamaged]).await?;
                self.add_person(MemberStatus::Active).await
            }
            Change::UnlinkRetiredAddress(member) => self.unlink_retired_address(member).await,
            Change::ReactivateMember(member) => self.reactivate(member).await,
            Change::EraseMember(member) => self.erase(member).await,
            Change::AllowJit(setting) => self.edit(|organization| allow(organization, setting)).await,
            Change::AddAllowedDomain(domain) => {
                self.edit(|organization| organization.email_allowed_domains.push(domain.clone())).await
            }
            Change::AddVerifiedMember(domain) => self.add_colleague(domain).await,
            Change::AddAllowedTenant(provider, tenant) => {
                self.edit(|organization| allow_tenant(organization, provider, tenant)).await
            }
            Change::RepairEdges => self.repair(&[RepairAction::Rebuild]).await,
            Change::RestoreCounter => {
                self.repair(&[RepairAction::Rebuild, RepairAction::RemoveDamaged]).await
            }
            // These change the sign-in, not the data.
            Change::UseIntermediateSession
            | Change::PresentTenant(..)
            | Change::UseAnotherSignInMethod
            | Change::SignInThrough(_) => Ok(()),
        }
    }

    async fn restore_organization(&self) -> Result<(), Refusal> {
        let organization = self.new_organization();
        self.writer.organizations().discard_damaged(&organization).await?;
        self.put_organization(&organization).await
    }

    async fn reactivate(&self, member: &MemberId) -> Result<(), Refusal> {
        self.writer.members().reactivate(self.organization_id, member).await?;
        Ok(())
    }

    async fn erase(&self, member: &MemberId) -> Result<(), Refusal> {
        self.writer.members().erase(self.organization_id, member).await?;
        Ok(())
    }

    fn new_organization(&self) -> Organization {
        let id = self.organization_id;
        Organization { organization_name: id.to_string(), ..Organization::new(id.clone()) }
    }

    async fn put_organization(&self, organization: &Organization) -> Result<(), Refusal> {
        self.writer.organizations().put(organization, SystemClock.now()).await?;
        Ok(())
    }

    async fn edit(&self, change: impl FnOnce(&mut Organization)) -> Result<(), Refusal> {
        let read =
            self.writer.reader().organization(self.organization_id).await?.ok_or_else(Refusal::outdated)?;
        let mut next = read.clone();
        change(&mut next);
        next.updated_at = Some(SystemClock.now());
        self.writer.organizations().replace(&read, &next, SystemClock.now()).await?;
        Ok(())
    }

    /// Adds the person, as invited or active.
    async fn add_person(&mut self, status: MemberStatus) -> Result<(), Refusal> {
        let member = self.new_member(self.address.clone(), SystemEntropy.uuid())?;
        let state = if status == MemberStatus::Invited { "an invited" } else { "an active" };
        self.notes.push(format!("{} is {state} Member now", self.address));
        self.put_member(&Member { status, ..member }).await
    }

    /// Adds another person of the domain, unless one has been there all along, which a damaged counter does not show.
    async fn add_colleague(&mut self, domain: &EmailDomain) -> Result<(), Refusal> {
        if self.writer.reader().verified_members_in(self.organization_id, domain).await? > 0 {
            return Ok(());
        }
        let uuid = SystemEntropy.uuid();
        let address = format!("colleague-{}@{domain}", uuid.as_fields().0);
        let member = self.new_member(EmailAddress::parse(&address).map_err(Refusal::invalid)?, uuid)?;
        self.notes.push(format!("{address} is an active Member now"));
        self.put_member(&Member { email_address_verified: true, ..member }).await
    }

    fn new_member(&self, address: EmailAddress, uuid: Uuid) -> Result<Member, Refusal> {
        let id = format!("member-{}-{uuid}", self.writer.project_id().environment().as_str());
        let id = MemberId::parse(&id).map_err(Refusal::invalid)?;
        Ok(Member::new(self.organization_id.clone(), id, address))
    }

    async fn put_member(&self, member: &Member) -> Result<(), Refusal> {
        self.writer.members().put(member, SystemClock.now()).await?;
        Ok(())
    }

    async fn unlink_retired_address(&self, id: &MemberId) -> Result<(), Refusal> {
        let read = self.writer.reader().member(id).await?.ok_or_else(Refusal::outdated)?;
        let mut next = read.clone();
        next.retired_email_addresses.retain(|retired| retired.email_address != *self.address);
        self.writer.members().replace(&read, &next, SystemClock.now()).await?;
        Ok(())
    }

    async fn repair(&self, allowed: &[RepairAction]) -> Result<(), Refusal> {
        let allowed: BTreeSet<_> = allowed.iter().copied().collect();
        let mut repaired = Repaired::default();
        self.writer.consistency().check_and_repair(SystemClock.now(), &allowed, &mut repaired).await?;
        Ok(())
    }
}

fn allow(organization: &mut Organization, setting: JitSetting) {
    match setting {
        JitSetting::Email => organization.email_jit_provisioning = EmailJitProvisioning::Restricted,
        JitSetting::Tenant => organization.oauth_tenant_jit_provisioning = JitProvisioning::Restricted,
    }
}

fn allow_tenant(organization: &mut Organization, provider: OAuthTenantProvider, tenant: &OAuthTenantId) {
    let listed =
        organization.allowed_oauth_tenants.iter().map(|(provider, tenant)| (provider, tenant.clone()));
    organization.allowed_oauth_tenants = listed.chain([(provider, tenant.clone())]).collect();
}
