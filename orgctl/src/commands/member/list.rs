//! `orgctl member list`.

mod of_address;

use clap::{ArgGroup, Args};
use futures_util::{StreamExt, future};
use org_discovery::{
    domain::{EmailAddress, EmailDomain, Member, MemberId, MemberStatus},
    store::StoreError,
};
use serde_json::json;

use crate::{
    context::Context,
    failure::Failure,
    output::{Cell, Column, Listing, Row, Style, print_rows},
    paging::Paging,
    resolve_names,
};

const COLUMNS: [Column; 5] = columns("address");

/// Returns the columns of [`row`], whose first is `first`.
const fn columns(first: &'static str) -> [Column; 5] {
    [
        Column::flexible(first),
        Column::whole("status"),
        Column::flexible("name"),
        Column::whole("id"),
        Column::flexible("roles"),
    ]
}

pub const EXAMPLES: &str = "\
Examples:
  orgctl member list --organization acme
  orgctl member list --organization acme --status invited --domain acme.com
  orgctl member list --email jane@acme.com
  orgctl --output ndjson member list --organization acme > members.ndjson";

/// The arguments of `orgctl member list`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("selected").required(true))]
pub struct Arguments {
    /// Organization whose Members are listed: id, slug or beginning of the name
    #[arg(long, value_name = "ORGANIZATION", group = "selected")]
    organization: Option<String>,

    /// Email address: list its Members in every organization
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse, group = "selected", conflicts_with = "domain")]
    email: Option<EmailAddress>,

    /// Only Members with this status [default: every status]
    #[arg(long, value_name = "STATUS", value_enum)]
    status: Option<StatusArgument>,

    /// Only Members whose address has this domain
    #[arg(long, value_name = "DOMAIN", value_parser = EmailDomain::parse)]
    domain: Option<EmailDomain>,

    #[command(flatten)]
    paging: Paging,
}

/// A status on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum StatusArgument {
    Active,
    Pending,
    Invited,
    Deleted,
}

impl From<StatusArgument> for MemberStatus {
    fn from(status: StatusArgument) -> Self {
        match status {
            StatusArgument::Active => Self::Active,
            StatusArgument::Pending => Self::Pending,
            StatusArgument::Invited => Self::Invited,
            StatusArgument::Deleted => Self::Deleted,
        }
    }
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    match (&arguments.organization, &arguments.email) {
        (Some(organization), _) => Box::pin(of_organization(organization, arguments, context)).await,
        (None, Some(address)) => of_address::list(address, arguments, context).await,
        // The parser requires one of the two.
        (None, None) => Err(Failure::usage("--organization or --email is required")),
    }
}

async fn of_organization(name: &str, arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let reader = context.reader()?;
    let organization = resolve_names::organization_id_even_if_damaged(name, context).await?;
    let after = match &arguments.paging.after {
        Some(id) => Some(last_member(id, context).await?),
        None => None,
    };
    let found = reader.members_of(&organization, after.as_ref()).into_stream();
    let selected =
        found.filter(|member| future::ready(member.as_ref().map_or(true, |member| arguments.select(member))));
    let listing = Listing::new(context.output, "members", &COLUMNS);
    let empty = format!("No Members of {organization}.");
    print_rows(listing, selected.map(row_of_organization), &arguments.paging, &empty).await
}

/// Returns the Member after which the list continues.
async fn last_member(id: &str, context: &Context) -> Result<Member, Failure> {
    let id = MemberId::parse(id).map_err(Failure::usage)?;
    let member = context.reader()?.member(&id).await?;
    member.ok_or_else(|| is_gone(id.as_str()))
}

fn is_gone(id: &str) -> Failure {
    Failure::refused(format!("the Member {id} does not exist anymore; list from the beginning"))
}

impl Arguments {
    fn select(&self, member: &Member) -> bool {
        self.status.is_none_or(|status| member.status == status.into())
            && self.domain.as_ref().is_none_or(|domain| member.email_address.domain() == domain)
    }
}

fn row_of_organization(member: Result<Member, StoreError>) -> Result<Row, StoreError> {
    let member = member?;
    Ok(row(&member, member.email_address.as_str()))
}

/// Returns the row of a Member. The first cell is the address or the organization.
fn row(member: &Member, first: &str) -> Row {
    let status = json!(member.status);
    let style = match member.status {
        MemberStatus::Active => Style::Plain,
        MemberStatus::Pending | MemberStatus::Invited => Style::Caution,
        MemberStatus::Deleted => Style::Faint,
    };
    let roles: Vec<&str> = member.roles.iter().map(|role| role.role_id.as_str()).collect();
    Row {
        id: member.member_id.to_string(),
        cells: vec![
            first.into(),
            Cell::styled(status.as_str().unwrap_or_default(), style),
            member.name.as_str().into(),
            member.member_id.as_str().into(),
            roles.join(", ").into(),
        ],
        json: json!({
            "member_id": member.member_id,
            "organization_id": member.organization_id,
            "email_address": member.email_address,
            "email_address_verified": member.email_address_verified,
            "name": member.name,
            "status": member.status,
            "roles": roles,
            "updated_at": member.updated_at,
        }),
    }
}
