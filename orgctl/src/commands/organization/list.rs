//! `orgctl organization list`.

use clap::Args;
use futures_util::{StreamExt, future};
use org_discovery::{
    domain::{EmailDomain, Organization, OrganizationId},
    store::StoreError,
};
use org_discovery_admin::ProjectReader;
use serde_json::json;

use crate::{
    context::Context,
    failure::Failure,
    output::{Column, Listing, Row, print_rows},
    paging::Paging,
    tenant_argument::{self, TenantArgument},
};

/// The number of organizations whose Members are counted at the same time.
const CONCURRENT_COUNTS: usize = 16;

const COLUMNS: [Column; 5] = [
    Column::flexible("name"),
    Column::flexible("slug"),
    Column::whole("id"),
    Column::whole("Members"),
    Column::flexible("domains"),
];

pub const EXAMPLES: &str = "\
Examples:
  orgctl organization list --domain acme.com
  orgctl organization list --name acme --limit 20
  orgctl --output ndjson organization list > organizations.ndjson

The list is in no particular order. Members are counted with those that are deleted.";

/// The arguments of `orgctl organization list`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only organizations that allow or claim this domain
    #[arg(long, value_name = "DOMAIN", value_parser = EmailDomain::parse)]
    domain: Option<EmailDomain>,

    /// Only organizations that allow this OAuth tenant, such as slack:T123
    #[arg(long, value_name = "PROVIDER:ID", value_parser = tenant_argument::parse)]
    tenant: Option<TenantArgument>,

    /// Only organizations whose name contains this text; letter case is ignored
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,

    #[command(flatten)]
    paging: Paging,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let reader = context.reader()?;
    let after = match &arguments.paging.after {
        Some(id) => Some(OrganizationId::parse(id).map_err(Failure::usage)?),
        None => None,
    };
    let found = reader.organizations_after(after.as_ref()).into_stream();
    let selected = found.filter(|organization| {
        future::ready(organization.as_ref().map_or(true, |organization| arguments.select(organization)))
    });
    let rows = selected.map(|organization| row(organization, &reader)).buffered(CONCURRENT_COUNTS);
    let listing = Listing::new(context.output, "organizations", &COLUMNS);
    print_rows(listing, rows, &arguments.paging, "No organizations.").await
}

impl Arguments {
    fn select(&self, organization: &Organization) -> bool {
        let has_domain = |domain: &EmailDomain| {
            organization.email_allowed_domains.contains(domain)
                || organization.claimed_email_domains.contains(domain)
        };
        let has_tenant = |tenant: &TenantArgument| {
            organization.allowed_oauth_tenants.contains(tenant.provider(), tenant.id())
        };
        let has_name =
            |name: &String| organization.organization_name.to_lowercase().contains(&name.to_lowercase());
        self.domain.as_ref().is_none_or(has_domain)
            && self.tenant.as_ref().is_none_or(has_tenant)
            && self.name.as_ref().is_none_or(has_name)
    }
}

async fn row(
    organization: Result<Organization, StoreError>,
    reader: &ProjectReader,
) -> Result<Row, StoreError> {
    let organization = organization?;
    let members = reader.count_members(&organization.organization_id).await?;
    let mut domains = organization.email_allowed_domains.clone();
    domains.extend(organization.claimed_email_domains.iter().cloned());
    domains.sort_unstable();
    domains.dedup();
    let domain_names: Vec<&str> = domains.iter().map(EmailDomain::as_str).collect();
    let Organization { organization_id, organization_name, organization_slug, .. } = &organization;
    Ok(Row {
        id: organization_id.to_string(),
        cells: vec![
            organization_name.into(),
            organization_slug.into(),
            organization_id.as_str().into(),
            members.to_string().into(),
            domain_names.join(", ").into(),
        ],
        json: json!({
            "organization_id": organization_id,
            "organization_name": organization_name,
            "organization_slug": organization_slug,
            "members": members,
            "email_allowed_domains": organization.email_allowed_domains,
            "claimed_email_domains": organization.claimed_email_domains,
            "allowed_oauth_tenants": organization.allowed_oauth_tenants,
            "updated_at": organization.updated_at,
        }),
    })
}
