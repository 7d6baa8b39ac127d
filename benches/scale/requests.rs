//! The demand of a list, an exchange and a refused request.

use super::{
    assumptions::{
        EDGE_BYTES, EXCHANGE_MS, LIST_MS, MAX_ORGANIZATIONS, MEMORY_MB, ORGANIZATION_PROCESSOR_US,
        ORGANIZATIONS_INCLUDED, REFUSAL_MS, WHOLE_PROCESSOR_MB,
    },
    demand::{Demand, Units},
    prices::rates,
};

const READ_UNIT_BYTES: u64 = 4_096;

/// A person with an intermediate session.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub memberships: u64,
    /// The organizations that list the person's domain, other than the memberships.
    pub organizations_of_domain: u64,
}

impl Person {
    fn joinable(self) -> u64 {
        self.organizations_of_domain.min(MAX_ORGANIZATIONS)
    }

    fn entries(self) -> u64 {
        self.memberships + self.joinable()
    }
}

/// Returns the half read units of the edges of a domain. A request reads one edge more than it uses.
pub fn edge_half_units(organizations_of_domain: u64) -> u64 {
    let edges = organizations_of_domain.min(MAX_ORGANIZATIONS + 1);
    (edges * EDGE_BYTES).div_ceil(READ_UNIT_BYTES).max(1)
}

/// Returns the half read units of a person's Members: those that `orgctl cost` adds for them and their organizations, less
/// the organizations and the session.
pub fn member_half_units(memberships: u64) -> u64 {
    rates::list_half_units(memberships, None) - 2 * memberships - 2
}

/// Returns the demand of the list of an intermediate session.
pub fn list(person: Person) -> Demand {
    let response_bytes = rates::RESPONSE_BYTES + person.entries() * rates::ORGANIZATION_BYTES;
    let organizations = 2 * person.memberships + 4 * person.joinable();
    Demand {
        requests: 1,
        charged_requests: response_bytes.div_ceil(rates::API_INCREMENT_BYTES),
        discovery_ms: LIST_MS + processor_ms(person.entries().saturating_sub(ORGANIZATIONS_INCLUDED)),
        response_bytes,
        tables: [
            Units::reads(2),
            Units::reads(member_half_units(person.memberships)),
            Units::reads(edge_half_units(person.organizations_of_domain)),
            Units::reads(organizations),
        ],
        ..Demand::default()
    }
}

/// Returns the time that Lambda's share of a processor needs for organizations.
fn processor_ms(organizations: u64) -> u64 {
    (organizations * ORGANIZATION_PROCESSOR_US * WHOLE_PROCESSOR_MB).div_ceil(MEMORY_MB * 1_000)
}

/// The effect of an exchange of an intermediate session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Signs in an active Member that does not change.
    SignIn,
    /// Creates a Member that joins by the domain of its verified address.
    Join,
}

/// Returns the write units of the `organizations` table: a condition on the organization, and the counter of a join.
pub const fn organization_writes(effect: Effect) -> u64 {
    match effect {
        Effect::SignIn => rates::transaction_units(1, 1, 0),
        Effect::Join => rates::transaction_units(2, 1, 0),
    }
}

/// Returns the demand of an exchange with a session JWT. It reads what the list of the session reads.
pub fn exchange(person: Person, effect: Effect) -> Demand {
    let Demand { tables: [sessions, members, joinable, organizations], .. } = list(person);
    let members_written = match effect {
        Effect::SignIn => rates::transaction_units(1, 1, 0),
        Effect::Join => rates::transaction_units(2, 1, 1),
    };
    Demand {
        requests: 1,
        charged_requests: 1,
        exchange_ms: EXCHANGE_MS + processor_ms(person.entries().saturating_sub(ORGANIZATIONS_INCLUDED)),
        signatures: 1,
        response_bytes: rates::EXCHANGE_RESPONSE_BYTES,
        tables: [
            // Deletes the intermediate session, and puts the two items of the member session.
            sessions.plus(Units::writes(rates::transaction_units(3, 0, 2))),
            members.plus(Units::writes(members_written)),
            joinable,
            organizations.plus(Units::writes(organization_writes(effect))),
        ],
        ..Demand::default()
    }
}

/// Returns the demand of a sign-in: the login service writes an intermediate session, then a list and an exchange.
pub fn sign_in(person: Person, effect: Effect) -> Demand {
    let session = Units::writes(rates::INTERMEDIATE_SESSION_WRITES);
    let login = Demand {
        tables: [session, Units::default(), Units::default(), Units::default()],
        ..Demand::default()
    };
    login.plus(&list(person)).plus(&exchange(person, effect))
}

/// Returns the demand of a request with a wrong secret, which reads nothing.
pub fn wrong_secret() -> Demand {
    Demand {
        requests: 1,
        charged_requests: 1,
        discovery_ms: REFUSAL_MS,
        response_bytes: rates::RESPONSE_BYTES,
        ..Demand::default()
    }
}

/// Returns the demand of a list with an unknown token: one read, of an item that does not exist.
pub fn unknown_token() -> Demand {
    let mut demand = Demand { discovery_ms: LIST_MS / 2, ..wrong_secret() };
    demand.tables[0] = Units::reads(2);
    demand
}
