//! Looks up an organization by its id, its slug or the beginning of its name.

use org_discovery::{
    domain::{Organization, OrganizationId},
    store::StoreError,
};

use super::similar::Suggestions;
use crate::{context::Context, failure::Failure};

/// The number of organizations that are named if a name is ambiguous.
const MAX_CANDIDATES: usize = 10;

/// Returns the organization with this id, otherwise with this slug, otherwise the only one whose name begins with
/// `name`.
pub async fn organization(name: &str, context: &Context) -> Result<Organization, Failure> {
    let reader = context.reader()?;
    match by_id_or_slug(name, context, async |id| Ok(reader.organization(&id).await?)).await? {
        Some(organization) => Ok(organization),
        None => by_name(name, context).await,
    }
}

/// Returns the id of the organization.
pub async fn organization_id(name: &str, context: &Context) -> Result<OrganizationId, Failure> {
    Ok(organization(name, context).await?.organization_id)
}

/// Returns the id of the organization, even if its item is damaged.
pub async fn organization_id_even_if_damaged(
    name: &str,
    context: &Context,
) -> Result<OrganizationId, Failure> {
    let reader = context.reader()?;
    let existing = by_id_or_slug(name, context, async |id| match reader.organization(&id).await {
        Ok(None) => Ok(None),
        Ok(Some(_)) | Err(StoreError::Damaged { .. }) => Ok(Some(id)),
        Err(error) => Err(error.into()),
    });
    match existing.await? {
        Some(id) => Ok(id),
        None => Ok(by_name(name, context).await?.organization_id),
    }
}

/// Reads the organization with this id, otherwise the one with this slug: a slug can have the form of an id. `read`
/// returns `None` if the organization does not exist.
pub async fn by_id_or_slug<T>(
    name: &str,
    context: &Context,
    read: impl AsyncFn(OrganizationId) -> Result<Option<T>, Failure>,
) -> Result<Option<T>, Failure> {
    if let Ok(id) = OrganizationId::parse(name)
        && let Some(found) = read(id).await?
    {
        return Ok(Some(found));
    }
    match context.reader()?.organization_of_slug(name).await? {
        Some(id) => read(id).await,
        None => Ok(None),
    }
}

/// Reads all organizations of the project for the beginning of a name.
pub async fn by_name(name: &str, context: &Context) -> Result<Organization, Failure> {
    let mut every = context.reader()?.all_organizations();
    let lowercase = name.to_lowercase();
    let mut suggestions = Suggestions::of(name);
    let mut found: Vec<Organization> = Vec::new();
    while let Some(organization) = every.next().await {
        let organization = match organization {
            Err(StoreError::Damaged { .. }) => continue,
            organization => organization?,
        };
        if !name.is_empty() && organization.organization_name.to_lowercase().starts_with(&lowercase) {
            found.push(organization);
        } else {
            let names = [organization.organization_name.as_str(), organization.organization_slug.as_str()];
            suggestions.add(&names, || displayed(&organization));
        }
    }
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => Err(not_found(name, &suggestions.into_names())),
        _ => only_with_this_name(found, &lowercase).map_err(|found| ambiguous(name, &found)),
    }
}

/// Returns the organization with exactly this name, if there is one. Otherwise returns all of them.
fn only_with_this_name(found: Vec<Organization>, name: &str) -> Result<Organization, Vec<Organization>> {
    let is_exact = |organization: &&Organization| organization.organization_name.to_lowercase() == name;
    let mut exact = found.iter().filter(is_exact);
    match (exact.next().cloned(), exact.next()) {
        (Some(organization), None) => Ok(organization),
        _ => Err(found),
    }
}

fn not_found(name: &str, similar: &[String]) -> Failure {
    let hint = if similar.is_empty() {
        "`orgctl organization list` lists all organizations".to_owned()
    } else {
        format!("did you mean {}?", similar.join(" or "))
    };
    Failure::refused(format!("there is no organization with the id, slug or name {name}; {hint}"))
}

fn ambiguous(name: &str, found: &[Organization]) -> Failure {
    let mut names: Vec<_> = found.iter().take(MAX_CANDIDATES).map(displayed).collect();
    names.sort_unstable();
    if found.len() > MAX_CANDIDATES {
        names.push(format!("and {} more", found.len() - MAX_CANDIDATES));
    }
    Failure::RefusedFor(
        format!("{} organizations have a name that begins with {name}; use a slug or id:", found.len()),
        names,
    )
}

/// Returns the slug and the name of an organization, for messages.
fn displayed(organization: &Organization) -> String {
    let Organization { organization_id, organization_slug, organization_name, .. } = organization;
    let key = if organization_slug.is_empty() { organization_id.as_str() } else { organization_slug };
    format!("{key} ({organization_name})")
}
