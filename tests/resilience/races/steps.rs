//! The random writes of one writer.

use fastrand::Rng;
use org_discovery::domain::{Member, MemberId, Organization, OrganizationId, Timestamp};
use org_discovery_admin::{Outcome, WriteError, Writer};
use serde_json::{Value, json};

use test_support::builders::{member_with_id, organization_with_id};

pub fn acme() -> OrganizationId {
    OrganizationId::parse("acme").expect("an id")
}

/// Acme, under a name, with some of its domains.
pub fn acme_named(name: &str) -> Value {
    let first = name.len() % 3;
    let domains: Vec<String> = (first..first + 3).map(|n| format!("d{n}.example")).collect();
    organization_with_id(
        "acme",
        json!({
            "organization_name": name, "email_jit_provisioning": "RESTRICTED",
            "email_allowed_domains": domains,
            "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z",
        }),
    )
}

pub async fn put_shared_organization(writer: &Writer, name: &str) -> Result<(), WriteError> {
    let organization: Organization =
        serde_json::from_str(&acme_named(name).to_string()).expect("an organization");
    writer.organizations().put(&organization, Timestamp::EPOCH).await.map(drop)
}

/// An active, verified Member of Acme.
pub fn acme_member(id: &str, address: &str, name: &str) -> Value {
    let fields = json!({
        "organization_id": "acme", "name": name, "email_address_verified": true, "status": "active",
    });
    member_with_id(id, address, fields)
}

pub async fn put(writer: &Writer, member: &Value) -> Result<Outcome, WriteError> {
    let member: Member = serde_json::from_str(&member.to_string()).expect("a Member");
    writer.members().put(&member, Timestamp::EPOCH).await
}

/// The Member that all write, who moves between two domains.
pub async fn put_shared_member(writer: &Writer, name: &str) -> Result<(), WriteError> {
    let address = format!("shared@d{}.example", name.len() % 2);
    put(writer, &acme_member("member-shared", &address, name)).await.map(drop)
}

/// A change of a Member that no other writer changes, in domains that all count.
pub struct Own {
    pub id: String,
    pub write: OwnWrite,
}

pub enum OwnWrite {
    Put(Value),
    Delete(MemberId, Value),
    Erase(MemberId),
}

impl OwnWrite {
    /// Performs the write, and returns the expected Member.
    pub async fn perform(&self, writer: &Writer) -> Result<Option<Value>, WriteError> {
        match self {
            Self::Put(member) => put(writer, member).await.map(|_| Some(member.clone())),
            Self::Delete(id, member) => {
                writer.members().delete(&acme(), id).await.map(|_| Some(member.clone()))
            }
            Self::Erase(id) => writer.members().erase(&acme(), id).await.map(|_| None),
        }
    }
}

/// One writer's choices.
pub struct Steps {
    number: usize,
    random: Rng,
    /// Members that are there, as they were written last.
    live: Vec<Value>,
    added: usize,
}

impl Steps {
    pub fn new(number: usize, seed: u64) -> Self {
        let random = Rng::with_seed(seed.wrapping_mul(31).wrapping_add(number as u64));
        Self { number, random, live: Vec::new(), added: 0 }
    }

    pub fn own(&mut self) -> Own {
        let chosen = (!self.live.is_empty()).then(|| self.random.usize(0..self.live.len()));
        match (chosen, self.random.u32(0..10)) {
            (None, _) | (_, 0..4) => self.add(),
            (Some(at), 4..7) => self.moved(at),
            (Some(at), 7..9) => {
                let mut member = self.live.remove(at);
                member["status"] = json!("deleted");
                let id = id_of(&member);
                Own { id: id.to_string(), write: OwnWrite::Delete(id, member) }
            }
            (Some(at), _) => {
                let id = id_of(&self.live.remove(at));
                Own { id: id.to_string(), write: OwnWrite::Erase(id) }
            }
        }
    }

    fn add(&mut self) -> Own {
        self.added += 1;
        let id = format!("member-{}-{}", self.number, self.added);
        let member = acme_member(&id, &self.address(&id), "new");
        self.live.push(member.clone());
        Own { id, write: OwnWrite::Put(member) }
    }

    fn moved(&mut self, at: usize) -> Own {
        let id = id_of(&self.live[at]).to_string();
        let member = acme_member(&id, &self.address(&id), "moved");
        self.live[at] = member.clone();
        Own { id, write: OwnWrite::Put(member) }
    }

    fn address(&mut self, id: &str) -> String {
        format!("{id}@d{}.example", self.random.u32(0..3))
    }
}

fn id_of(member: &Value) -> MemberId {
    id(member["member_id"].as_str().expect("an id"))
}

pub fn id(text: &str) -> MemberId {
    MemberId::parse(text).expect("an id")
}
