//! The Members of one address, in every organization.

use futures_util::{StreamExt, future, stream};
use org_discovery::{
    domain::{CachedJson, EmailAddress, Member},
    store::{MemberReads, StoreError},
};
use org_discovery_admin::ProjectReader;

use super::{Arguments, columns, is_gone, row};
use crate::{
    context::Context,
    failure::Failure,
    output::{Column, Listing, Row, print_rows, require_complete},
};

const COLUMNS: [Column; 5] = columns("organization");

/// The number of organizations that are read at the same time.
const CONCURRENT_READS: usize = 16;

pub async fn list(address: &EmailAddress, arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let found = context.store().members(context.project()?, address).await?;
    let reader = context.reader()?;
    let members = match &arguments.paging.after {
        Some(id) => after(id, &found.members)?,
        None => &found.members,
    };
    let selected = stream::iter(members).filter(|member| future::ready(arguments.select(member)));
    let rows = selected.map(|member| row_with_organization(member, &reader)).buffered(CONCURRENT_READS);
    let listing = Listing::new(context.output, "members", &COLUMNS);
    let empty = format!("No organization has a Member with the address {address}.");
    print_rows(listing, rows, &arguments.paging, &empty).await?;
    let damaged = found.damaged.len() + usize::from(found.has_unidentified_damage);
    require_complete(damaged as u64, "damaged Member")
}

/// Returns the Members after the one with this id.
fn after<'m>(id: &str, members: &'m [CachedJson<Member>]) -> Result<&'m [CachedJson<Member>], Failure> {
    let position = members.iter().position(|member| member.member_id.as_str() == id);
    position.map(|position| &members[position + 1..]).ok_or_else(|| is_gone(id))
}

/// Returns the row of a Member, with the name of its organization, or its id if the organization cannot be read.
async fn row_with_organization(member: &Member, reader: &ProjectReader) -> Result<Row, StoreError> {
    let id = &member.organization_id;
    match reader.organization(id).await {
        Ok(Some(organization)) => Ok(row(member, &organization.organization_name)),
        Ok(None) | Err(StoreError::Damaged { .. }) => Ok(row(member, id.as_str())),
        Err(error) => Err(error),
    }
}
