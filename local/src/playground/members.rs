//! Members: the list of an organization, one Member, and its changes with the validation of `orgctl`.

use futures_util::{StreamExt, TryStreamExt};
use org_discovery::domain::{Clock, Member, MemberId, MemberStatus, SystemClock};
use org_discovery_admin::{Outcome, effects, import};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Playground,
    organizations::organization_id,
    records::{ChangedFields, Page, ROWS, WholeObject, formatted, parse, report},
    refusal::Refusal,
};

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

impl Playground {
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

    /// Returns a Member as formatted JSON, with its status.
    pub(super) async fn member_text(&self, id: &str) -> Result<Value, Refusal> {
        let member = self.member(id).await?;
        Ok(json!({"text": formatted(&member), "status": member.status}))
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
        object.require_edited(stored.as_ref())?;
        self.write_member(stored, member).await
    }

    /// Changes some fields of a Member.
    pub(super) async fn update_member(&self, id: &str, fields: ChangedFields) -> Result<Value, Refusal> {
        let stored = self.member(id).await?;
        let next = fields.applied_to(&stored, "Member", import::read_member)?;
        if (&next.member_id, &next.organization_id) != (&stored.member_id, &stored.organization_id) {
            return Err(Refusal::invalid("the id and the organization of a Member cannot be changed"));
        }
        self.write_member(Some(stored), next).await
    }

    async fn write_member(&self, stored: Option<Member>, mut next: Member) -> Result<Value, Refusal> {
        let (writer, now) = (self.writer(), SystemClock.now());
        let subject = format!("Member {}", next.email_address);
        if stored.as_ref() == Some(&next) {
            return Ok(report(&subject, Outcome::Unchanged, &[]));
        }
        if stored.as_ref().is_some_and(|stored| stored.updated_at == next.updated_at) {
            next.updated_at = Some(now);
        }
        let effects = effects::of_member_change(stored.as_ref(), Some(&next), &self.reader()).await?;
        let noun = if stored.is_some() { "change" } else { "creation" };
        self.begin(format!("{noun} of the {subject}"), None)?;
        let written = match &stored {
            Some(stored) => writer.members().replace(stored, &next, now).await,
            None => writer.members().put(&next, now).await,
        };
        let outcome = self.end_write(written)?;
        Ok(report(&subject, outcome, &effects))
    }

    /// Deletes, reactivates or erases a Member.
    pub(super) async fn change_member(&self, id: &str, action: MemberAction) -> Result<Value, Refusal> {
        let (writer, member) = (self.writer(), self.member(id).await?);
        let after = action.result(&member);
        let effects = effects::of_member_change(Some(&member), after.as_ref(), &self.reader()).await?;
        let subject = format!("Member {}", member.email_address);
        self.begin(format!("{} of the {subject}", action.noun()), None)?;
        let (organization, id) = (&member.organization_id, &member.member_id);
        let changed = match action {
            MemberAction::Delete => writer.members().delete(organization, id).await,
            MemberAction::Reactivate => writer.members().reactivate(organization, id).await,
            MemberAction::Erase => writer.members().erase(organization, id).await,
        };
        let outcome = self.end_write(changed)?;
        Ok(report(&subject, outcome, &effects))
    }

    async fn member(&self, id: &str) -> Result<Member, Refusal> {
        let found = self.reader().member(&MemberId::parse(id).map_err(Refusal::invalid)?).await?;
        found.ok_or_else(|| Refusal::not_found(format!("there is no Member {id}")))
    }
}

fn member_row(member: &Member) -> Value {
    json!({
        "member_id": member.member_id,
        "email_address": member.email_address,
        "status": member.status,
        "name": member.name,
    })
}
