//! A reference implementation of the writer in memory.

use std::collections::BTreeMap;

use org_discovery::domain::{Member, MemberId, Organization, OrganizationId};
use org_discovery_admin::{Outcome, Refusal, WriteError, Writer};
use serde_json::{Value, json};

use super::generate::Write;

/// The outcome of a write, or the reason for its refusal.
pub type WriteResult = Result<Outcome, &'static str>;

/// Organizations and Members in plain maps, changed by the same rules as the tables.
#[derive(Debug, Default)]
pub struct ReferenceStore {
    pub(super) organizations: BTreeMap<String, Value>,
    pub(super) members: BTreeMap<String, Value>,
    /// The number of security stamps that each Member id has had.
    stamp_counts: BTreeMap<String, u32>,
}

/// Returns the object with every key, as the service emits it.
fn complete<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    let typed: T = serde_json::from_str(&value.to_string()).expect("an object");
    serde_json::to_value(typed).expect("JSON")
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn is_live(member: &Value) -> bool {
    member["status"] != "deleted"
}

/// Returns the retired addresses of a Member, or none if it is deleted.
fn retired(member: &Value) -> Vec<&Value> {
    let list = member["retired_email_addresses"].as_array().expect("a list");
    list.iter().filter(|_| is_live(member)).map(|retired| &retired["email_address"]).collect()
}

/// Removes the current address from the retired addresses of a Member that returns to it.
fn unretire_current_address(member: &mut Value) {
    let current = member["email_address"].clone();
    let list = member["retired_email_addresses"].as_array_mut().expect("a list");
    list.retain(|retired| retired["email_address"] != current);
}

/// Sets omitted timestamps to those of the stored Member, or to the time of the write (the epoch) for a new Member.
fn fill_timestamps(next: &mut Value, prior: Option<&Value>) {
    for key in ["created_at", "updated_at"] {
        if next[key].is_null() {
            next[key] = prior.map_or_else(|| json!("1970-01-01T00:00:00Z"), |prior| prior[key].clone());
        }
    }
}

/// Performs a write with the project's own writer.
pub async fn perform(writer: &Writer, write: &Write) -> WriteResult {
    let organization_id = |id: &str| OrganizationId::parse(id).expect("an id");
    let member_id = |id: &str| MemberId::parse(id).expect("an id");
    let now = org_discovery::domain::Timestamp::EPOCH;
    let outcome = match write {
        Write::PutOrganization(value) => {
            let organization: Organization =
                serde_json::from_str(&value.to_string()).expect("an organization");
            writer.organizations().put(&organization, now).await
        }
        Write::DeleteOrganization(id) => writer.organizations().delete(&organization_id(id)).await,
        Write::PutMember(value) => {
            let member: Member = serde_json::from_str(&value.to_string()).expect("a Member");
            writer.members().put(&member, now).await
        }
        Write::DeleteMember(organization, member) => {
            writer.members().delete(&organization_id(organization), &member_id(member)).await
        }
        Write::ReactivateMember(organization, member) => {
            writer.members().reactivate(&organization_id(organization), &member_id(member)).await
        }
        Write::EraseMember(organization, member) => {
            writer.members().erase(&organization_id(organization), &member_id(member)).await
        }
    };
    outcome.map_err(|error| match error {
        WriteError::Refused(Refusal::AddressTaken { .. }) => "address taken",
        WriteError::Refused(Refusal::MemberIdTaken { .. }) => "id taken",
        WriteError::Refused(Refusal::AddressRetired { .. }) => "address retired",
        WriteError::Refused(Refusal::RetiredAddressTaken { .. }) => "retired address taken",
        other => panic!("{other}"),
    })
}

impl ReferenceStore {
    /// Applies a write, and returns the result that [`perform`] must return.
    pub fn apply(&mut self, write: &Write) -> WriteResult {
        match write {
            Write::PutOrganization(value) => {
                let next = complete::<Organization>(value);
                let prior = self.organizations.insert(text(&next["organization_id"]), next.clone());
                Ok(match prior {
                    None => Outcome::Added,
                    Some(prior) if prior == next => Outcome::Unchanged,
                    Some(_) => Outcome::Changed,
                })
            }
            Write::DeleteOrganization(id) => {
                let members = self.members.len();
                self.members.retain(|_, member| member["organization_id"] != id.as_str());
                let is_removed = self.organizations.remove(id).is_some() || members != self.members.len();
                Ok(if is_removed { Outcome::Removed } else { Outcome::Absent })
            }
            Write::PutMember(value) => self.put_member(complete::<Member>(value)),
            Write::DeleteMember(organization, member) => {
                self.set_status(organization, member, |status| (status != "deleted").then_some("deleted"))
            }
            Write::ReactivateMember(organization, member) => {
                self.set_status(organization, member, |status| (status == "deleted").then_some("active"))
            }
            Write::EraseMember(organization, member) => {
                let exists =
                    self.members.get(member).is_some_and(|m| m["organization_id"] == organization.as_str());
                if exists {
                    self.members.remove(member);
                }
                Ok(if exists { Outcome::Removed } else { Outcome::Absent })
            }
        }
    }

    fn put_member(&mut self, mut next: Value) -> WriteResult {
        let id = text(&next["member_id"]);
        let prior = self.members.get(&id).cloned();
        if prior.as_ref().is_some_and(|prior| prior["organization_id"] != next["organization_id"]) {
            return Err("id taken");
        }
        unretire_current_address(&mut next);
        fill_timestamps(&mut next, prior.as_ref());
        let replaced = self.replaced_members(&next)?;
        if prior.as_ref() == Some(&next) {
            return Ok(Outcome::Unchanged);
        }
        self.members.retain(|id, _| !replaced.contains(id));
        let keeps_stamp = |prior: &Value| is_live(prior) && prior["email_address"] == next["email_address"];
        if !prior.as_ref().is_some_and(keeps_stamp) {
            *self.stamp_counts.entry(id.clone()).or_default() += 1;
        }
        self.members.insert(id, next);
        Ok(if prior.is_some() { Outcome::Changed } else { Outcome::Added })
    }

    /// Returns the ids of the deleted Members that `next` replaces, or the reason why `next` is refused.
    fn replaced_members(&self, next: &Value) -> Result<Vec<String>, &'static str> {
        let is_other = |other: &&Value| {
            other["organization_id"] == next["organization_id"] && other["member_id"] != next["member_id"]
        };
        let others: Vec<&Value> = self.members.values().filter(is_other).collect();
        // The other Members with an address.
        let at = |address: &Value| {
            let address = address.clone();
            others.iter().filter(move |other| other["email_address"] == address)
        };
        let address = &next["email_address"];
        if others.iter().any(|other| retired(other).contains(&address)) {
            return Err("address retired");
        }
        if at(address).any(|other| is_live(other)) {
            return Err("address taken");
        }
        let is_taken = |address: &&Value| {
            let retired_twice = others.iter().any(|other| retired(other).contains(address));
            retired_twice || at(address).any(|other| is_live(other))
        };
        if retired(next).iter().any(is_taken) {
            return Err("retired address taken");
        }
        let addresses = retired(next).into_iter().chain([address]);
        Ok(addresses.flat_map(at).map(|deleted| text(&deleted["member_id"])).collect())
    }

    fn set_status(
        &mut self,
        organization: &str,
        member: &str,
        change: fn(&str) -> Option<&'static str>,
    ) -> WriteResult {
        let Some(member) = self.members.get(member).filter(|m| m["organization_id"] == organization) else {
            return Ok(Outcome::Absent);
        };
        match change(&text(&member["status"])) {
            None => Ok(Outcome::Unchanged),
            Some(status) => {
                let mut next = member.clone();
                next["status"] = json!(status);
                self.put_member(next)
            }
        }
    }

    /// Returns a number that changes with the security stamp of a session's Member, or `None` if the Member is not
    /// live.
    pub fn stamp_generation(&self, session: &Value) -> Option<u32> {
        let member = self.members.get(session["member_id"].as_str()?)?;
        let same = |key: &str| member[key] == session[key];
        let live = member["status"] != "deleted" && same("organization_id") && same("email_address");
        live.then(|| self.stamp_counts[member["member_id"].as_str().expect("an id")])
    }

    /// Returns all Members.
    pub fn members(&self) -> Vec<Value> {
        self.members.values().cloned().collect()
    }

    /// Returns the organizations with their nested Members, as the model expects them.
    pub fn data_set(&self) -> Value {
        let of = |id: &str| {
            self.members.values().filter(|m| m["organization_id"] == id).cloned().collect::<Vec<_>>()
        };
        let organizations = self.organizations.iter().map(|(id, organization)| {
            let mut organization = organization.clone();
            organization["members"] = json!(of(id));
            organization
        });
        json!({ "organizations": organizations.collect::<Vec<_>>() })
    }
}
