//! The effects of a change of a Member: on the person, and on people who could join because of the Member.

use org_discovery::{
    domain::{EmailDomain, Member, MemberStatus, Organization},
    store::{JoinableEdge, StoreError},
};

use crate::ProjectReader;

/// Returns one sentence for each effect. `before` is `None` for a new Member, and `after` is `None` for an erased one.
///
/// # Errors
/// [`StoreError`].
pub async fn of_member_change(
    before: Option<&Member>,
    after: Option<&Member>,
    reader: &ProjectReader,
) -> Result<Vec<String>, StoreError> {
    let mut effects = Vec::new();
    if let (Some(before), Some(after)) = (before, after) {
        effects.extend(status_effect(before, after).map(str::to_owned));
        effects.extend(address_effects(before, after));
    }
    let Some(organization) = organization_of(before.or(after), reader).await? else {
        return Ok(effects);
    };
    let (old, new) = (before.and_then(Member::verified_domain), after.and_then(Member::verified_domain));
    if old == new {
        return Ok(effects);
    }
    if let Some(domain) = old
        && counted(domain, &organization, reader).await? == Some(1)
    {
        effects.push(format!(
            "people can no longer join by {domain}: no other active Member has a verified address there"
        ));
    }
    if let Some(domain) = new
        && counted(domain, &organization, reader).await? == Some(0)
    {
        effects.push(format!(
            "people can join by {domain} from now on: it is the first active Member with a verified address there"
        ));
    }
    Ok(effects)
}

/// Reads the organization. The effects of a damaged one are unknown.
async fn organization_of(
    member: Option<&Member>,
    reader: &ProjectReader,
) -> Result<Option<Organization>, StoreError> {
    let Some(member) = member else {
        return Ok(None);
    };
    match reader.organization(&member.organization_id).await {
        Err(StoreError::Damaged { .. }) => Ok(None),
        found => found,
    }
}

/// Returns the number of active Members with a verified address at the domain, if people can join by it.
async fn counted(
    domain: &EmailDomain,
    organization: &Organization,
    reader: &ProjectReader,
) -> Result<Option<u64>, StoreError> {
    if !JoinableEdge::of(organization).contains(&JoinableEdge::EmailDomain(domain.clone())) {
        return Ok(None);
    }
    Ok(Some(reader.verified_members_in(&organization.organization_id, domain).await?))
}

fn address_effects(before: &Member, after: &Member) -> Vec<String> {
    let mut effects = Vec::new();
    if before.email_address != after.email_address {
        let (old, new) = (&before.email_address, &after.email_address);
        effects.push(format!("the Member moves from {old} to {new}, and its sessions end"));
    }
    if before.email_address_verified != after.email_address_verified {
        let verb = if after.email_address_verified { "counts" } else { "no longer counts" };
        effects.push(format!("the address {verb} as verified in this organization"));
    }
    effects
}

fn status_effect(before: &Member, after: &Member) -> Option<&'static str> {
    if before.status == after.status {
        return None;
    }
    Some(match after.status {
        MemberStatus::Deleted => {
            "the person no longer sees the organization and cannot join it again, and the Member's sessions end"
        }
        _ if before.status == MemberStatus::Deleted => {
            "the person sees the organization again; earlier sessions stay invalid"
        }
        MemberStatus::Active => "the person enters the organization without another step of joining",
        MemberStatus::Invited => "the person sees the organization as an invitation",
        MemberStatus::Pending => "the person has to complete joining",
    })
}
