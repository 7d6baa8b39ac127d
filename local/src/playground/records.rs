//! Organizations and Members: lists, single objects, and changes with the validation of `orgctl`.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt};
use org_discovery::{
    domain::{Clock, EmailDomain, Member, MemberId, MemberStatus, Organization, OrganizationId, SystemClock},
    store::StoreError,
};
use org_discovery_admin::{Outcome, effects, import};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{Playground, refusal::Refusal};

/// The number of rows that are returned at once.
const ROWS: usize = 50;

/// Rows, and the id after which the next ones begin.
#[derive(Debug, Serialize)]
pub struct Page {
    rows: Vec<Value>,
    next: Option<String>,
}

/// The whole text of an object.
#[derive(Debug, Deserialize)]
pub struct WholeObject {
    text: String,
}

/// Some fields of an object.
#[derive(Debug, Deserialize)]
pub struct ChangedFields {
    set: Map<String, Value>,
}

/// A parser of `orgctl put`.
type Parse<T> = fn(&str, &str) -> Result<(T, Vec<import::Diagnostic>), import::SingleRecordError>;

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

    /// Returns the Members of an organization.
    pub(super) async fn members(&self, organization: &str, after: Option<&str>) -> Result<Page, Refusal> {
        let organization = organization_id(organization)?;
        let after = match after {
            Some(id) => Some(self.member(id).await?),
            None => None,
        };
        let found = self.reader().members_of(&organization, after.as_ref()).into_stream().take(ROWS + 1);
        Ok(Page::of(found.map_ok(|member| member_row(&member)).try_collect().await?, "member_id"))
    }

    /// Returns an organization as formatted JSON.
    pub(super) async fn organization_text(&self, id: &str) -> Result<Value, Refusal> {
        Ok(json!({"text": format!("{:#}", json!(self.organization(id).await?))}))
    }

    /// Returns a Member as formatted JSON, with its status.
    pub(super) async fn member_text(&self, id: &str) -> Result<Value, Refusal> {
        let member = self.member(id).await?;
        Ok(json!({"text": format!("{:#}", json!(member)), "status": member.status}))
    }

    /// Creates or replaces an organization.
    pub(super) async fn put_organization(&self, object: &WholeObject) -> Result<Value, Refusal> {
        let organization = parse("organization", &object.text, import::read_organization)?;
        let stored = self.reader().organization(&organization.organization_id).await?;
        self.write_organization(stored, organization).await
    }

    /// Changes some fields of an organization.
    pub(super) async fn update_organization(
        &self,
        id: &str,
        fields: ChangedFields,
    ) -> Result<Value, Refusal> {
        let stored = self.organization(id).await?;
        let mut next = fields.applied_to(&stored, "organization", import::read_organization)?;
        next.updated_at = Some(SystemClock.now());
        self.write_organization(Some(stored), next).await
    }

    async fn write_organization(
        &self,
        stored: Option<Organization>,
        next: Organization,
    ) -> Result<Value, Refusal> {
        let (writer, now) = (self.writer(), SystemClock.now());
        let effects = match &stored {
            Some(stored) => effects::of_organization_change(stored, &next, &self.reader()).await?,
            None => Vec::new(),
        };
        let subject = format!("organization {}", next.organization_name);
        let change = self.begin(format!("change of the {subject}"), None).await?;
        let written = match &stored {
            Some(stored) => writer.organizations().replace(stored, &next, now).await,
            None => writer.organizations().put(&next, now).await,
        };
        let outcome = self.end(change, written.map_err(Refusal::from)).await?;
        Ok(report(&subject, outcome, &effects))
    }

    /// Deletes an organization with its Members.
    pub(super) async fn delete_organization(&self, id: &str) -> Result<Value, Refusal> {
        let organization = self.organization(id).await?;
        let subject = format!("organization {}", organization.organization_name);
        let change = self.begin(format!("deletion of the {subject}"), None).await?;
        let deleted = self.writer().organizations().delete(&organization.organization_id).await;
        let outcome = self.end(change, deleted.map_err(Refusal::from)).await?;
        Ok(report(&subject, outcome, &[]))
    }

    /// Creates or replaces a Member.
    pub(super) async fn put_member(&self, object: &WholeObject) -> Result<Value, Refusal> {
        let member = parse("Member", &object.text, import::read_member)?;
        let id = &member.organization_id;
        if self.reader().organization(id).await?.is_none() {
            return Err(Refusal::invalid(format!("there is no organization {id}; create it first")));
        }
        let stored = self.reader().member(&member.member_id).await?;
        let stored = stored.filter(|stored| stored.organization_id == *id);
        self.write_member(stored, member).await
    }

    /// Changes some fields of a Member.
    pub(super) async fn update_member(&self, id: &str, fields: ChangedFields) -> Result<Value, Refusal> {
        let stored = self.member(id).await?;
        let mut next = fields.applied_to(&stored, "Member", import::read_member)?;
        next.updated_at = Some(SystemClock.now());
        self.write_member(Some(stored), next).await
    }

    async fn write_member(&self, stored: Option<Member>, next: Member) -> Result<Value, Refusal> {
        let (writer, now) = (self.writer(), SystemClock.now());
        let effects = effects::of_member_change(stored.as_ref(), Some(&next), &self.reader()).await?;
        let subject = format!("Member {}", next.email_address);
        let change = self.begin(format!("change of the {subject}"), None).await?;
        let written = match &stored {
            Some(stored) => writer.members().replace(stored, &next, now).await,
            None => writer.members().put(&next, now).await,
        };
        let outcome = self.end(change, written.map_err(Refusal::from)).await?;
        Ok(report(&subject, outcome, &effects))
    }

    /// Deletes, reactivates or erases a Member.
    pub(super) async fn change_member(&self, id: &str, action: MemberAction) -> Result<Value, Refusal> {
        let (writer, member) = (self.writer(), self.member(id).await?);
        let after = action.result(&member);
        let effects = effects::of_member_change(Some(&member), after.as_ref(), &self.reader()).await?;
        let subject = format!("Member {}", member.email_address);
        let change = self.begin(format!("{} of the {subject}", action.noun()), None).await?;
        let (organization, id) = (&member.organization_id, &member.member_id);
        let changed = match action {
            MemberAction::Delete => writer.members().delete(organization, id).await,
            MemberAction::Reactivate => writer.members().reactivate(organization, id).await,
            MemberAction::Erase => writer.members().erase(organization, id).await,
        };
        let outcome = self.end(change, changed.map_err(Refusal::from)).await?;
        Ok(report(&subject, outcome, &effects))
    }

    async fn organization(&self, id: &str) -> Result<Organization, Refusal> {
        let found = self.reader().organization(&organization_id(id)?).await?;
        found.ok_or_else(|| Refusal::not_found(format!("there is no organization {id}")))
    }

    async fn member(&self, id: &str) -> Result<Member, Refusal> {
        let found = self.reader().member(&MemberId::parse(id).map_err(Refusal::invalid)?).await?;
        found.ok_or_else(|| Refusal::not_found(format!("there is no Member {id}")))
    }
}

/// A change of a Member that is not a change of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberAction {
    Delete,
    Reactivate,
    Erase,
}

impl MemberAction {
    fn noun(self) -> &'static str {
        match self {
            Self::Delete => "deletion",
            Self::Reactivate => "reactivation",
            Self::Erase => "erasure",
        }
    }

    /// Returns the Member after the action, or `None` if it is erased.
    fn result(self, member: &Member) -> Option<Member> {
        let status = match self {
            Self::Erase => return None,
            Self::Delete => MemberStatus::Deleted,
            Self::Reactivate if member.is_live() => member.status,
            Self::Reactivate => MemberStatus::Active,
        };
        Some(Member { status, ..member.clone() })
    }
}

impl Page {
    /// Returns the first rows. One more row than a page contains shows that there are more.
    fn of(mut rows: Vec<Value>, id: &str) -> Self {
        let is_last = rows.len() <= ROWS;
        rows.truncate(ROWS);
        let last = rows.last().and_then(|row| row[id].as_str());
        let next = last.filter(|_| !is_last).map(str::to_owned);
        Self { rows, next }
    }
}

impl ChangedFields {
    /// Returns the object with the changed fields.
    fn applied_to<T>(self, stored: &T, name: &str, parser: Parse<T>) -> Result<T, Refusal>
    where
        T: Serialize + DeserializeOwned,
    {
        let mut fields: Map<String, Value> = serde_json::from_value(json!(stored))?;
        fields.extend(self.set);
        parse(name, &Value::Object(fields).to_string(), parser)
    }
}

fn organization_id(text: &str) -> Result<OrganizationId, Refusal> {
    OrganizationId::parse(text).map_err(Refusal::invalid)
}

/// Parses an object as `orgctl` does. Unknown fields are refused.
fn parse<T>(name: &str, text: &str, parse: Parse<T>) -> Result<T, Refusal> {
    let (object, unknown) = parse(name, text)?;
    import::refuse_unknown(&unknown)?;
    Ok(object)
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

fn member_row(member: &Member) -> Value {
    json!({
        "member_id": member.member_id,
        "email_address": member.email_address,
        "status": member.status,
        "name": member.name,
    })
}

/// Reports a change and its effects on people in the words of `orgctl`.
fn report(subject: &str, outcome: Outcome, effects: &[String]) -> Value {
    let done = match outcome {
        Outcome::Added => "created",
        Outcome::Changed => "changed",
        Outcome::Removed => "removed",
        Outcome::Unchanged => "unchanged",
        Outcome::Absent => "not found",
    };
    json!({"text": format!("{subject}: {done}"), "effects": effects})
}
