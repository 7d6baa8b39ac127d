//! Organizations and Members as people name them: by id, by slug, by address.

use clap::Args;
use org_discovery::{
    domain::{EmailAddress, Member, MemberId, Organization, OrganizationId, Written},
    store::MemberReads,
};

use crate::{context::Context, failure::Failure};

/// A Member, as people name it.
#[derive(Debug, Args)]
pub struct MemberName {
    /// The Member's id or address
    #[arg(value_name = "MEMBER")]
    pub member: String,

    /// The organization's id or slug: needed for the address of someone who belongs to several
    #[arg(long, value_name = "ID_OR_SLUG")]
    pub organization: Option<String>,
}

/// The organization with this id, or else with this slug.
pub async fn organization(name: &str, context: &Context) -> Result<Organization, Failure> {
    let none = || {
        Failure::refused(format!(
            "no organization has the id or slug {name}; `orgctl export` lists all of them"
        ))
    };
    matching(name, context).await?.ok_or_else(none)
}

/// The id of that organization. One that was deleted half-way has no object any more, and its Members are still to go, so
/// an id without an organization is taken at its word.
pub async fn organization_id(name: &str, context: &Context) -> Result<OrganizationId, Failure> {
    match matching(name, context).await? {
        Some(organization) => Ok(organization.organization_id),
        None => OrganizationId::parse(name).map_err(Failure::usage),
    }
}

async fn matching(name: &str, context: &Context) -> Result<Option<Organization>, Failure> {
    if let Ok(id) = OrganizationId::parse(name)
        && let Some(organization) = context.writer()?.reader().organization(&id).await?
    {
        return Ok(Some(organization));
    }
    let Some(id) = context.reader()?.organization_of_slug(name).await? else {
        return Ok(None);
    };
    Ok(context.writer()?.reader().organization(&id).await?)
}

/// The Member that `name` means, deleted or not.
pub async fn member(name: &MemberName, context: &Context) -> Result<Member, Failure> {
    let organization = match &name.organization {
        Some(name) => Some(organization(name, context).await?.organization_id),
        None => None,
    };
    let mut found = candidates(&name.member, context).await?;
    found.retain(|member| organization.as_ref().is_none_or(|id| member.organization_id == *id));
    if found.len() > 1 {
        let ids: Vec<_> = found.iter().map(|member| member.organization_id.as_str()).collect();
        return Err(Failure::refused(format!(
            "{} is a Member of several organizations; name one with --organization: {}",
            name.member,
            ids.join(", ")
        )));
    }
    let place = organization.map_or_else(String::new, |id| format!(" in {id}"));
    let none = || Failure::refused(format!("no Member has the id or address {}{place}", name.member));
    found.pop().ok_or_else(none)
}

async fn candidates(name: &str, context: &Context) -> Result<Vec<Member>, Failure> {
    if name.contains('@') {
        let address = EmailAddress::parse(name).map_err(Failure::usage)?;
        let found = context.store().members(context.project()?, &address).await?;
        return Ok(found.members.into_iter().map(Written::into_object).collect());
    }
    let id = MemberId::parse(name).map_err(Failure::usage)?;
    Ok(context.writer()?.reader().member(&id).await?.into_iter().collect())
}
