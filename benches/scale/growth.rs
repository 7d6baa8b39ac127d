//! The units of a list by what is returned and by what is stored.

use super::{
    numbers::{grouped, half},
    page::table,
    prices::rates,
    requests::{Person, list},
    workloads::STANDARD,
};

/// Returns the table of lists by the number of memberships.
pub fn by_memberships() -> String {
    let row = |memberships| {
        let demand = list(Person { memberships, organizations_of_domain: 0 });
        let half_reads = demand.half_reads();
        vec![
            grouped(memberships),
            half(half_reads),
            hundredths(half_reads * 50 / memberships),
            format!("{} KB", grouped(demand.response_bytes.div_ceil(1_000))),
        ]
    };
    let head = ["memberships", "read units of a list", "for each membership", "response"];
    table(&head, [1, 10, 100, 1_000, 2_000].map(row))
}

/// Returns the table of lists by the number of organizations that list the person's domain.
pub fn by_organizations_of_domain() -> String {
    let row = |organizations_of_domain| {
        let person = Person { memberships: 1, organizations_of_domain };
        let demand = list(person);
        let [.., joinable, organizations] = demand.tables;
        vec![
            grouped(organizations_of_domain),
            half(demand.half_reads()),
            half(joinable.half_reads),
            half(organizations.half_reads),
            format!("{} KB", grouped(demand.response_bytes.div_ceil(1_000))),
        ]
    };
    let head = [
        "organizations that list the domain",
        "read units of a list",
        "of them `joinable`",
        "of them `organizations`",
        "response",
    ];
    table(&head, [1, 10, 100, 1_000, 2_000, 10_000, 100_000].map(row))
}

/// Returns the table of lists by the number of stored Members.
pub fn by_stored_members() -> String {
    let row = |members: u64| {
        let bytes = members * rates::STORED_BYTES_PER_MEMBER;
        let gigabytes = bytes / 1_000_000_000;
        vec![
            grouped(members),
            format!("{}.{} GB", grouped(gigabytes), bytes / 100_000_000 % 10),
            half(list(STANDARD).half_reads()),
        ]
    };
    let head = ["Members in the tables", "stored", "read units of a standard list"];
    table(&head, [100_000, 1_000_000, 10_000_000, 100_000_000].map(row))
}

fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}
