//! Looks up organizations by id or slug, and Members by id or address.

use clap::Args;
use org_discovery::{
    domain::{CachedJson, EmailAddress, Member, MemberId, Organization, OrganizationId},
    store::{MemberReads, StoreError},
};

use crate::{context::Context, failure::Failure};

/// The arguments that select a Member.
#[derive(Debug, Args)]
pub struct MemberSelector {
    /// Member id or email address
    #[arg(value_name = "MEMBER")]
    pub member: String,

    /// Organization id or slug, required if the address belongs to several Members
    #[arg(long, value_name = "ID_OR_SLUG")]
    pub organization: Option<String>,
}

/// Returns the organization with this id, or otherwise with this slug.
pub async fn organization(name: &str, context: &Context) -> Result<Organization, Failure> {
    let none = || {
        Failure::refused(format!(
            "no organization has the id or slug {name}; `orgctl export` lists all organizations"
        ))
    };
    find_organization(name, context).await?.ok_or_else(none)
}

/// Returns the id of the organization with this id or slug. If no organization is found, `name` itself is returned as
/// an id, because an interrupted deletion leaves Members without their organization.
pub async fn organization_id(name: &str, context: &Context) -> Result<OrganizationId, Failure> {
    match find_organization(name, context).await? {
        Some(organization) => Ok(organization.organization_id),
        None => OrganizationId::parse(name).map_err(Failure::usage),
    }
}

/// Returns the id of the organization with this id or slug, even if its item is damaged.
pub async fn organization_id_even_if_damaged(
    name: &str,
    context: &Context,
) -> Result<OrganizationId, Failure> {
    if let Ok(id) = OrganizationId::parse(name) {
        match context.reader()?.organization(&id).await {
            Ok(None) => {}
            Ok(Some(_)) | Err(StoreError::Damaged { .. }) => return Ok(id),
            Err(error) => return Err(error.into()),
        }
    }
    organization_id(name, context).await
}

async fn find_organization(name: &str, context: &Context) -> Result<Option<Organization>, Failure> {
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

/// Returns the Member, deleted or not. An address alone must belong to a single organization.
pub async fn member(selector: &MemberSelector, context: &Context) -> Result<Member, Failure> {
    let organization = match &selector.organization {
        Some(name) => Some(organization(name, context).await?.organization_id),
        None => None,
    };
    let mut found = find_members(&selector.member, context).await?;
    found.retain(|member| organization.as_ref().is_none_or(|id| member.organization_id == *id));
    if found.len() > 1 {
        let ids: Vec<_> = found.iter().map(|member| member.organization_id.as_str()).collect();
        return Err(Failure::refused(format!(
            "{} is a Member of several organizations; select one with --organization: {}",
            selector.member,
            ids.join(", ")
        )));
    }
    let scope = organization.map_or_else(String::new, |id| format!(" in {id}"));
    let none = || Failure::refused(format!("no Member has the id or address {}{scope}", selector.member));
    found.pop().ok_or_else(none)
}

async fn find_members(name: &str, context: &Context) -> Result<Vec<Member>, Failure> {
    if name.contains('@') {
        let address = EmailAddress::parse(name).map_err(Failure::usage)?;
        let found = context.store().members(context.project()?, &address).await?;
        return Ok(found.members.into_iter().map(CachedJson::into_object).collect());
    }
    let id = MemberId::parse(name).map_err(Failure::usage)?;
    Ok(context.writer()?.reader().member(&id).await?.into_iter().collect())
}
