//! The same world in plain maps, and what the tables should derive from it.

use std::collections::BTreeMap;

use org_discovery::{
    domain::{Member, MemberId, Organization, OrganizationId},
    store::dynamodb::{
        Writer,
        write::{Outcome, Refusal, WriteError},
    },
};
use serde_json::{Value, json};

use super::generate::Write;
use crate::harness::TestApp;

/// What a write did: an outcome, or the name of the refusal.
pub type Done = Result<Outcome, &'static str>;

#[derive(Debug, Default)]
pub struct Shadow {
    organizations: BTreeMap<String, Value>,
    members: BTreeMap<String, Value>,
    /// How often each id has begun a life.
    lives: BTreeMap<String, u32>,
}

/// The object with every key, as the service would emit it.
fn complete<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    let typed: T = serde_json::from_str(&value.to_string()).expect("an object");
    serde_json::to_value(typed).expect("JSON")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub async fn perform(writer: &Writer, write: &Write) -> Done {
    let organization_id = |id: &str| OrganizationId::parse(id).expect("an id");
    let member_id = |id: &str| MemberId::parse(id).expect("an id");
    let now = org_discovery::domain::Timestamp::EPOCH;
    let outcome = match write {
        Write::PutOrganization(value) => {
            let organization: Organization =
                serde_json::from_str(&value.to_string()).expect("an organization");
            writer.put_organization(&organization, now).await
        }
        Write::DeleteOrganization(id) => writer.delete_organization(&organization_id(id)).await,
        Write::PutMember(value) => {
            let member: Member = serde_json::from_str(&value.to_string()).expect("a Member");
            writer.put_member(&member, now).await
        }
        Write::DeleteMember(organization, member) => {
            writer.delete_member(&organization_id(organization), &member_id(member)).await
        }
        Write::ReactivateMember(organization, member) => {
            writer.reactivate_member(&organization_id(organization), &member_id(member)).await
        }
        Write::EraseMember(organization, member) => {
            writer.erase_member(&organization_id(organization), &member_id(member)).await
        }
    };
    outcome.map_err(|error| match error {
        WriteError::Refused(Refusal::AddressTaken { .. }) => "address taken",
        WriteError::Refused(Refusal::MemberIdTaken { .. }) => "id taken",
        other => panic!("{other}"),
    })
}

impl Shadow {
    /// Does the same, and says what should have come of it.
    pub fn apply(&mut self, write: &Write) -> Done {
        match write {
            Write::PutOrganization(value) => {
                let next = complete::<Organization>(value);
                let prior = self.organizations.insert(text(&next["organization_id"]), next.clone());
                Ok(if prior == Some(next) { Outcome::Unchanged } else { Outcome::Written })
            }
            Write::DeleteOrganization(id) => {
                let members = self.members.len();
                self.members.retain(|_, member| member["organization_id"] != id.as_str());
                let gone = self.organizations.remove(id).is_some() || members != self.members.len();
                Ok(if gone { Outcome::Written } else { Outcome::Absent })
            }
            Write::PutMember(value) => self.put_member(complete::<Member>(value)),
            Write::DeleteMember(organization, member) => {
                Ok(self.set_status(organization, member, |status| (status != "deleted").then_some("deleted")))
            }
            Write::ReactivateMember(organization, member) => {
                Ok(self.set_status(organization, member, |status| (status == "deleted").then_some("active")))
            }
            Write::EraseMember(organization, member) => {
                let there =
                    self.members.get(member).is_some_and(|m| m["organization_id"] == organization.as_str());
                if there {
                    self.members.remove(member);
                }
                Ok(if there { Outcome::Written } else { Outcome::Absent })
            }
        }
    }

    fn put_member(&mut self, next: Value) -> Done {
        let id = text(&next["member_id"]);
        let prior = self.members.get(&id);
        if prior.is_some_and(|prior| prior["organization_id"] != next["organization_id"]) {
            return Err("id taken");
        }
        let at_address = self.members.values().find(|other| {
            let same = |key: &str| other[key] == next[key];
            same("organization_id") && same("email_address") && !same("member_id")
        });
        if at_address.is_some_and(|other| other["status"] != "deleted") {
            return Err("address taken");
        }
        if prior == Some(&next) {
            return Ok(Outcome::Unchanged);
        }
        if let Some(displaced) = at_address.map(|other| text(&other["member_id"])) {
            self.members.remove(&displaced);
        }
        let was_live = self.members.get(&id).is_some_and(|prior| prior["status"] != "deleted");
        if !was_live {
            *self.lives.entry(id.clone()).or_default() += 1;
        }
        self.members.insert(id, next);
        Ok(Outcome::Written)
    }

    fn set_status(
        &mut self,
        organization: &str,
        member: &str,
        change: fn(&str) -> Option<&'static str>,
    ) -> Outcome {
        let Some(member) = self.members.get_mut(member).filter(|m| m["organization_id"] == organization)
        else {
            return Outcome::Absent;
        };
        match change(&text(&member["status"])) {
            None => Outcome::Unchanged,
            Some(status) => {
                if status == "active" {
                    *self.lives.entry(text(&member["member_id"])).or_default() += 1;
                }
                member["status"] = json!(status);
                Outcome::Written
            }
        }
    }

    /// Which life the live Member of a member session is in.
    pub fn life(&self, session: &Value) -> Option<u32> {
        let member = self.members.get(session["member_id"].as_str()?)?;
        let same = |key: &str| member[key] == session[key];
        let live = member["status"] != "deleted" && same("organization_id") && same("email_address");
        live.then(|| self.lives[member["member_id"].as_str().expect("an id")])
    }

    pub fn members(&self) -> Vec<Value> {
        self.members.values().cloned().collect()
    }

    /// Organizations with their Members inside, as the model reads them.
    pub fn world(&self) -> Value {
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

    /// From the organizations' settings alone.
    pub fn edges(&self) -> Vec<String> {
        let mut edges = Vec::new();
        for (id, organization) in &self.organizations {
            let list = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
            if organization["email_jit_provisioning"] == "RESTRICTED" {
                let domains = list(&organization["email_allowed_domains"]);
                edges.extend(domains.iter().map(|domain| format!("domain#{domain} {id}")));
            }
            if organization["oauth_tenant_jit_provisioning"] == "RESTRICTED" {
                for (provider, tenants) in organization["allowed_oauth_tenants"].as_object().expect("a map") {
                    edges.extend(
                        list(tenants).iter().map(|tenant| format!("tenant#{provider}#{tenant} {id}")),
                    );
                }
            }
        }
        edges.sort();
        edges
    }

    /// From the Members alone.
    pub fn counters(&self) -> BTreeMap<String, i64> {
        let mut counters = BTreeMap::new();
        for member in self.members.values() {
            let address = text(&member["email_address"]);
            let domain = address.split_once('@').expect("an address").1;
            let counts = member["status"] == "active" && member["email_address_verified"] == true;
            if counts && domain != "gmail.com" {
                let organization = text(&member["organization_id"]);
                *counters.entry(format!("{organization} verified#{domain}")).or_default() += 1;
            }
        }
        counters
    }
}

pub async fn stored_edges(app: &TestApp) -> Vec<String> {
    let items = app.rows(&app.tables.joinable).await;
    let project = app.writer.project();
    let mut edges: Vec<String> = items
        .iter()
        .map(|item| {
            let edge = item["edge"].strip_prefix(&format!("{project}#")).expect("the project");
            format!("{edge} {}", item["organization_id"])
        })
        .collect();
    edges.sort();
    edges
}

pub async fn stored_counters(app: &TestApp) -> BTreeMap<String, i64> {
    let items = app.rows(&app.tables.organizations).await;
    let prefix = format!("{}#", app.writer.project());
    let counters = items.iter().filter(|item| item["item"].starts_with("verified#"));
    let counted = counters.map(|item| {
        let organization = item["organization"].strip_prefix(&prefix).expect("the project");
        (format!("{organization} {}", item["item"]), item["verified_members"].parse().expect("a number"))
    });
    counted.filter(|(_, count)| *count != 0).collect()
}
