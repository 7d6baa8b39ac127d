//! `orgctl organization update`.

use clap::Args;
use org_discovery::domain::{EmailDomain, Organization};
use org_discovery_admin::{effects, import};

use super::{report::report, write::write};
use crate::{
    context::Context,
    edit::{EditArguments, changes, parse_edited},
    failure::Failure,
    outcome_text::write_outcome,
    resolve_names,
    tenant_argument::{self, TenantArgument},
};

pub const EXAMPLES: &str = "\
Examples:
  orgctl organization update acme --add-domain acme.io --set email_jit_provisioning=RESTRICTED
  orgctl organization update acme --add-tenant slack:T123 --set trusted_metadata.plan=pro
  orgctl --dry-run organization update acme --from changes.json

The command prints the changed fields and what they change for people.";

/// The arguments of `orgctl organization update`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Organization: id, slug or beginning of the name
    #[arg(value_name = "ORGANIZATION")]
    organization: String,

    /// Allow a domain (email_allowed_domains), repeatable
    #[arg(long, value_name = "DOMAIN", value_parser = EmailDomain::parse)]
    add_domain: Vec<EmailDomain>,

    /// Stop allowing a domain (email_allowed_domains), repeatable
    #[arg(long, value_name = "DOMAIN", value_parser = EmailDomain::parse)]
    remove_domain: Vec<EmailDomain>,

    /// Allow an OAuth tenant (allowed_oauth_tenants), repeatable, such as slack:T123
    #[arg(long, value_name = "PROVIDER:ID", value_parser = tenant_argument::parse)]
    add_tenant: Vec<TenantArgument>,

    /// Stop allowing an OAuth tenant (allowed_oauth_tenants), repeatable
    #[arg(long, value_name = "PROVIDER:ID", value_parser = tenant_argument::parse)]
    remove_tenant: Vec<TenantArgument>,

    #[command(flatten)]
    edit: EditArguments,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    if arguments.is_empty() {
        return Err(Failure::usage("nothing to change; use --set, --from, --add-domain or another option"));
    }
    let stored = resolve_names::organization(&arguments.organization, context).await?;
    let before = serde_json::to_value(&stored)?;
    let edited = arguments.edit.apply(&before)?;
    let mut next: Organization = parse_edited(&edited, import::read_organization)?;
    if next.organization_id != stored.organization_id {
        return Err(Failure::usage("the id of an organization cannot be changed"));
    }
    arguments.change_lists(&mut next)?;
    if next == stored {
        return context.print(&report(&stored, "unchanged", &[], &[]));
    }
    let changed = changes(&before, &serde_json::to_value(&next)?);
    if next.updated_at == stored.updated_at {
        next.updated_at = Some(context.now());
    }
    let effects = effects::of_organization_change(&stored, &next, &context.reader()?).await?;
    let outcome = write_outcome(write(Some(&stored), &next, context).await?, "updated", context.is_dry_run());
    context.print(&report(&next, &outcome, &changed, &effects))
}

impl Arguments {
    fn is_empty(&self) -> bool {
        let Self { add_domain, remove_domain, add_tenant, remove_tenant, edit, .. } = self;
        edit.is_empty()
            && add_domain.is_empty()
            && remove_domain.is_empty()
            && add_tenant.is_empty()
            && remove_tenant.is_empty()
    }

    /// Adds and removes domains and tenants.
    fn change_lists(&self, organization: &mut Organization) -> Result<(), Failure> {
        let domains = &mut organization.email_allowed_domains;
        for domain in &self.remove_domain {
            if !domains.contains(domain) {
                return Err(Failure::usage(format!(
                    "--remove-domain: {domain} is not in email_allowed_domains"
                )));
            }
            domains.retain(|allowed| allowed != domain);
        }
        for domain in &self.add_domain {
            if !domains.contains(domain) {
                domains.push(domain.clone());
            }
        }
        let tenants = &organization.allowed_oauth_tenants;
        if let Some(unknown) =
            self.remove_tenant.iter().find(|tenant| !tenants.contains(tenant.provider(), tenant.id()))
        {
            return Err(Failure::usage(format!(
                "--remove-tenant: {unknown} is not in allowed_oauth_tenants"
            )));
        }
        let is_removed = |provider, id: &_| {
            self.remove_tenant.iter().any(|tenant| tenant.provider() == provider && tenant.id() == id)
        };
        let kept = tenants.iter().filter(|(provider, id)| !is_removed(*provider, id));
        let kept: Vec<_> = kept.map(|(provider, id)| (provider, id.clone())).collect();
        let added = self.add_tenant.iter().filter(|tenant| !tenants.contains(tenant.provider(), tenant.id()));
        let added: Vec<_> = added.cloned().map(TenantArgument::into_pair).collect();
        organization.allowed_oauth_tenants = kept.into_iter().chain(added).collect();
        Ok(())
    }
}
