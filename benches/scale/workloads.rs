//! The workloads.

use super::{
    assumptions::LARGEST_ORGANIZATION_ONE_IN,
    demand::{Demand, Table, Units},
    requests::{
        Effect, Person, edge_half_units, list, member_half_units, organization_writes, sign_in,
        unknown_token, wrong_secret,
    },
};

pub const DOMAIN: &str = "one domain";
pub const ORGANIZATION: &str = "one organization";
pub const ORGANIZATION_AND_COUNTER: &str = "one organization with its counter";

/// A workload.
pub struct Workload {
    pub name: &'static str,
    /// The unit of load.
    pub unit: &'static str,
    pub demand: Demand,
}

/// A person of the standard sign-in of `docs/cost.md`: one membership, one joinable organization.
pub const STANDARD: Person = Person { memberships: 1, organizations_of_domain: 1 };
pub const MEMBER: Person = Person { memberships: 1, organizations_of_domain: 0 };
pub const NEWCOMER: Person = Person { memberships: 0, organizations_of_domain: 1 };
pub const OF_MANY: Person = Person { memberships: 2_000, organizations_of_domain: 0 };

/// Returns the demand of a list in a domain of many organizations.
pub fn list_in_domain(organizations_of_domain: u64) -> Demand {
    list(Person { memberships: 1, organizations_of_domain })
        .with_key(Table::Joinable, DOMAIN, Units::reads(edge_half_units(organizations_of_domain)), 1)
        .with_key(Table::Organizations, ORGANIZATION_AND_COUNTER, Units::reads(4), 1)
}

pub fn list_of_one_organization() -> Demand {
    list(MEMBER).with_key(Table::Joinable, DOMAIN, Units::reads(1), 1).with_key(
        Table::Organizations,
        ORGANIZATION,
        Units::reads(2),
        1,
    )
}

/// Returns the units of a sign-in for the organization, which the list and the exchange read.
pub fn organization_key_of_sign_in() -> Units {
    Units { half_reads: 4, writes: organization_writes(Effect::SignIn) }
}

pub fn sign_in_of_one_organization() -> Demand {
    sign_in(MEMBER, Effect::SignIn)
        .with_key(Table::Organizations, ORGANIZATION, organization_key_of_sign_in(), 1)
        .with_key(Table::Joinable, DOMAIN, Units::reads(2), 1)
        .with_conflicts(1)
}

pub fn join_of_one_organization() -> Demand {
    let key = Units { half_reads: 8, writes: organization_writes(Effect::Join) };
    sign_in(NEWCOMER, Effect::Join)
        .with_key(Table::Organizations, ORGANIZATION_AND_COUNTER, key, 1)
        .with_key(Table::Members, "index entries of one organization", Units::writes(1), 1)
        .with_key(Table::Joinable, DOMAIN, Units::reads(2), 1)
        .with_conflicts(1)
}

pub fn list_of_many_memberships() -> Demand {
    list(OF_MANY).with_key(
        Table::Members,
        "one person",
        Units::reads(member_half_units(OF_MANY.memberships)),
        1,
    )
}

/// Returns the demand of sign-ins in many organizations, of which the largest has a fixed share.
pub fn sign_in_anywhere() -> Demand {
    let one_in = LARGEST_ORGANIZATION_ONE_IN;
    let key = organization_key_of_sign_in();
    sign_in(STANDARD, Effect::SignIn)
        .with_key(Table::Organizations, "the largest organization", key, one_in)
        .with_key(Table::Joinable, "the most frequent domain", Units::reads(2), one_in)
        .with_conflicts(one_in)
}

pub fn all() -> Vec<Workload> {
    let row = |name, unit, demand| Workload { name, unit, demand };
    vec![
        row("a domain with 100,000 organizations", "lists", list_in_domain(100_000)),
        row("one organization at nine: the list", "lists", list_of_one_organization()),
        row("one organization at nine: Members sign in", "sign-ins", sign_in_of_one_organization()),
        row("one organization at nine: newcomers join", "sign-ins", join_of_one_organization()),
        row("a person with 2,000 memberships", "lists", list_of_many_memberships()),
        row("a flood of wrong secrets", "requests", wrong_secret()),
        row("a flood of one unknown token", "requests", one_unknown_token()),
        row("a flood of different unknown tokens", "requests", unknown_token()),
        row("sign-ins in many organizations", "sign-ins", sign_in_anywhere()),
    ]
}

pub fn one_unknown_token() -> Demand {
    unknown_token().with_key(Table::Sessions, "one token", Units::reads(2), 1)
}
