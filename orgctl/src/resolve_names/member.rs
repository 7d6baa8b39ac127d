//! Looks up a Member by its id or address.

use clap::Args;
use org_discovery::{
    domain::{CachedJson, EmailAddress, Member, MemberId},
    store::MemberReads,
};

use super::organization::organization;
use crate::{context::Context, failure::Failure};

/// The arguments that select a Member.
#[derive(Debug, Args)]
pub struct MemberSelector {
    /// Member id or email address
    #[arg(value_name = "MEMBER")]
    pub member: String,

    /// Organization of the Member (id, slug or beginning of the name), required if the address belongs to several
    /// Members
    #[arg(long, value_name = "ORGANIZATION")]
    pub organization: Option<String>,
}

/// Returns the Member, deleted or not. An address alone must belong to a single organization.
pub async fn member(selector: &MemberSelector, context: &Context) -> Result<Member, Failure> {
    let organization = match &selector.organization {
        Some(name) => Some(organization(name, context).await?),
        None => None,
    };
    let mut found = find_members(&selector.member, context).await?;
    found.retain(|member| {
        organization.as_ref().is_none_or(|selected| member.organization_id == selected.organization_id)
    });
    if found.len() > 1 {
        let name = |member: &Member| format!("{} in {}", member.member_id, member.organization_id);
        let ids = found.iter().map(name).collect();
        let reason = format!(
            "{} is a Member of {} organizations; use a Member id, or --organization:",
            selector.member,
            found.len()
        );
        return Err(Failure::RefusedFor(reason, ids));
    }
    let none = || match &organization {
        Some(organization) => {
            let id = &organization.organization_id;
            Failure::refused(format!(
                "no Member of {} has the id or address {}; `orgctl member list --organization {id}` lists them",
                organization.organization_name, selector.member
            ))
        }
        None => Failure::refused(format!("no Member has the id or address {}", selector.member)),
    };
    found.pop().ok_or_else(none)
}

async fn find_members(name: &str, context: &Context) -> Result<Vec<Member>, Failure> {
    if name.contains('@') {
        let address = EmailAddress::parse(name).map_err(Failure::usage)?;
        let found = context.store().members(context.project()?, &address).await?;
        if found.members.is_empty() && !found.damaged.is_empty() {
            return Err(Failure::refused(format!(
                "the Member with the address {address} is damaged; `orgctl check` names the command that repairs it"
            )));
        }
        return Ok(found.members.into_iter().map(CachedJson::into_object).collect());
    }
    let id = MemberId::parse(name).map_err(Failure::usage)?;
    Ok(context.reader()?.member(&id).await?.into_iter().collect())
}
