//! The Members of one address, in every organization.

use futures_util::stream;
use org_discovery::{
    domain::{EmailAddress, Member},
    store::{MemberReads, StoreError},
};

use super::{Arguments, row};
use crate::{
    context::Context,
    failure::Failure,
    output::{Column, Listing, Row, counted, print_rows},
};

const COLUMNS: [Column; 5] = [
    Column::flexible("organization"),
    Column::whole("status"),
    Column::flexible("name"),
    Column::whole("id"),
    Column::flexible("roles"),
];

pub async fn list(address: &EmailAddress, arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let found = context.store().members(context.project()?, address).await?;
    let mut rows = Vec::new();
    for member in found.members.iter().filter(|member| arguments.select(member)) {
        rows.push(Ok::<Row, StoreError>(row(member, &organization_name(member, context).await?)));
    }
    let listing = Listing::new(context.output, "members", &COLUMNS);
    let empty = format!("No organization has a Member with the address {address}.");
    print_rows(listing, stream::iter(rows), &arguments.paging, &empty).await?;
    let damaged = found.damaged.len() + usize::from(found.has_unidentified_damage);
    if damaged > 0 {
        let items = counted(damaged, "damaged Member");
        return Err(Failure::findings(format!(
            "the list is incomplete without {items}; `orgctl check` lists them"
        )));
    }
    Ok(())
}

/// Returns the name of the Member's organization, or its id if the organization cannot be read.
async fn organization_name(member: &Member, context: &Context) -> Result<String, Failure> {
    let id = &member.organization_id;
    match context.reader()?.organization(id).await {
        Ok(Some(organization)) => Ok(organization.organization_name),
        Ok(None) | Err(StoreError::Damaged { .. }) => Ok(id.to_string()),
        Err(error) => Err(error.into()),
    }
}
