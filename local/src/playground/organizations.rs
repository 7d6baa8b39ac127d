//! Organizations: the list, one organization, and its changes with the validation of `orgctl`.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt};
use org_discovery::{
    domain::{Clock, EmailDomain, Organization, OrganizationId, SystemClock},
    store::StoreError,
};
use org_discovery_admin::{Outcome, effects, import};
use serde_json::{Value, json};

use super::{
    Playground,
    records::{ChangedFields, Page, ROWS, WholeObject, formatted, parse, report},
    refusal::Refusal,
};

impl Playground {
    /// Returns organizations in the order of a scan.
    pub(super) async fn organizations(&self, after: Option<&str>) -> Result<Page, Refusal> {
        let after = after.map(OrganizationId::parse).transpose().map_err(Refusal::invalid)?;
        let reader = self.reader();
        let found = reader.organizations_after(after.as_ref()).into_stream().take(ROWS + 1);
        let rows = found.map(async |organization| {
            let organization = organization?;
            let members = reader.count_members(&organization.organization_id).await?;
            Ok::<_, StoreError>(organization_row(&organization, members))
        });
        Ok(Page::of(rows.buffered(ROWS).try_collect().await?, "organization_id"))
    }

    /// Returns an organization as formatted JSON.
    pub(super) async fn organization_text(&self, id: &str) -> Result<Value, Refusal> {
        Ok(json!({"text": formatted(&self.organization(id).await?)}))
    }

    /// Creates or replaces an organization.
    pub(super) async fn put_organization(&self, object: &WholeObject) -> Result<Value, Refusal> {
        let organization = parse("organization", &object.text, import::read_organization)?;
        let stored = self.reader().organization(&organization.organization_id).await?;
        object.require_edited(stored.as_ref())?;
        self.write_organization(stored, organization).await
    }

    /// Changes some fields of an organization.
    pub(super) async fn update_organization(
        &self,
        id: &str,
        fields: ChangedFields,
    ) -> Result<Value, Refusal> {
        let stored = self.organization(id).await?;
        let next = fields.applied_to(&stored, "organization", import::read_organization)?;
        if next.organization_id != stored.organization_id {
            return Err(Refusal::invalid("the id of an organization cannot be changed"));
        }
        self.write_organization(Some(stored), next).await
    }

    async fn write_organization(
        &self,
        stored: Option<Organization>,
        mut next: Organization,
    ) -> Result<Value, Refusal> {
        let (writer, now, subject) = (self.writer(), SystemClock.now(), subject(&next));
        if stored.as_ref() == Some(&next) {
            return Ok(report(&subject, Outcome::Unchanged, &[]));
        }
        if stored.as_ref().is_some_and(|stored| stored.updated_at == next.updated_at) {
            next.updated_at = Some(now);
        }
        let effects = match &stored {
            Some(stored) => effects::of_organization_change(stored, &next, &self.reader()).await?,
            None => Vec::new(),
        };
        let noun = if stored.is_some() { "change" } else { "creation" };
        self.begin(format!("{noun} of the {subject}"), None)?;
        let written = match &stored {
            Some(stored) => writer.organizations().replace(stored, &next, now).await,
            None => writer.organizations().put(&next, now).await,
        };
        let outcome = self.end_write(written)?;
        Ok(report(&subject, outcome, &effects))
    }

    /// Deletes an organization with its Members.
    pub(super) async fn delete_organization(&self, id: &str) -> Result<Value, Refusal> {
        let organization = self.organization(id).await?;
        let subject = subject(&organization);
        self.begin(format!("deletion of the {subject}"), None)?;
        let deleted = self.writer().organizations().delete(&organization.organization_id).await;
        let outcome = self.end_write(deleted)?;
        Ok(report(&subject, outcome, &[]))
    }

    async fn organization(&self, id: &str) -> Result<Organization, Refusal> {
        let found = self.reader().organization(&organization_id(id)?).await?;
        found.ok_or_else(|| Refusal::not_found(format!("there is no organization {id}")))
    }
}

pub fn organization_id(text: &str) -> Result<OrganizationId, Refusal> {
    OrganizationId::parse(text).map_err(Refusal::invalid)
}

/// Names an organization in a sentence.
fn subject(organization: &Organization) -> String {
    let Organization { organization_name: name, organization_id: id, .. } = organization;
    if name.is_empty() { format!("organization {id}") } else { format!("organization {name}") }
}

fn organization_row(organization: &Organization, members: u64) -> Value {
    let domains = organization.email_allowed_domains.iter().chain(&organization.claimed_email_domains);
    let domains: BTreeSet<_> = domains.map(EmailDomain::as_str).collect();
    json!({
        "organization_id": organization.organization_id,
        "organization_name": organization.organization_name,
        "organization_slug": organization.organization_slug,
        "members": members,
        "domains": domains,
    })
}
