//! The random writes of one writer.

use fastrand::Rng;
use org_discovery::domain::{Member, MemberId, Organization, OrganizationId, Timestamp};
use org_discovery_admin::{Outcome, WriteError, Writer};
use serde_json::{Value, json};

use test_support::builders::{member_with_id, organization_with_id};

pub fn acme() -> OrganizationId {
    OrganizationId::parse("acme").expect("an id")
}

/// Acme with this name. Its allowed domains depend on the length of the name.
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

/// Writes the organization that all writers change.
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

/// Writes the Member that all writers change. It moves between two domains.
pub async fn put_shared_member(writer: &Writer, name: &str) -> Result<(), WriteError> {
    let address = format!("shared@d{}.example", name.len() % 2);
    put(writer, &acme_member("member-shared", &address, name)).await.map(drop)
}

/// A write to a Member that only one writer changes.
pub struct MemberWrite {
    pub id: String,
    pub change: MemberChange,
}

pub enum MemberChange {
    Put(Value),
    /// Deletes a Member. The value is the expected Member after the deletion.
    Delete(MemberId, Value),
    Erase(MemberId),
}

impl MemberChange {
    /// Performs the write. Returns the expected Member, or `None` after an erasure.
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

/// Generates the random writes of one writer.
pub struct RandomWrites {
    number: usize,
    random: Rng,
    /// The Members that are not deleted, as last written.
    live: Vec<Value>,
    added: usize,
}

impl RandomWrites {
    pub fn new(number: usize, seed: u64) -> Self {
        let random = Rng::with_seed(seed.wrapping_mul(31).wrapping_add(number as u64));
        Self { number, random, live: Vec::new(), added: 0 }
    }

    pub fn next_write(&mut self) -> MemberWrite {
        let chosen = (!self.live.is_empty()).then(|| self.random.usize(0..self.live.len()));
        match (chosen, self.random.u32(0..10)) {
            (None, _) | (_, 0..4) => self.add(),
            (Some(at), 4..7) => self.move_to_random_address(at),
            (Some(at), 7..9) => {
                let mut member = self.live.remove(at);
                member["status"] = json!("deleted");
                let id = id_of(&member);
                MemberWrite { id: id.to_string(), change: MemberChange::Delete(id, member) }
            }
            (Some(at), _) => {
                let id = id_of(&self.live.remove(at));
                MemberWrite { id: id.to_string(), change: MemberChange::Erase(id) }
            }
        }
    }

    fn add(&mut self) -> MemberWrite {
        self.added += 1;
        let id = format!("member-{}-{}", self.number, self.added);
        let member = acme_member(&id, &self.random_address(&id), "new");
        self.live.push(member.clone());
        MemberWrite { id, change: MemberChange::Put(member) }
    }

    fn move_to_random_address(&mut self, at: usize) -> MemberWrite {
        let id = id_of(&self.live[at]).to_string();
        let member = acme_member(&id, &self.random_address(&id), "moved");
        self.live[at] = member.clone();
        MemberWrite { id, change: MemberChange::Put(member) }
    }

    fn random_address(&mut self, id: &str) -> String {
        format!("{id}@d{}.example", self.random.u32(0..3))
    }
}

fn id_of(member: &Value) -> MemberId {
    id(member["member_id"].as_str().expect("an id"))
}

pub fn id(text: &str) -> MemberId {
    MemberId::parse(text).expect("an id")
}
