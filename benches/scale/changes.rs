//! The changes of the design that let a workload grow, with their price in staleness or in units.

use super::{
    demand::{Demand, HotKey, Table, Units},
    requests::wrong_secret,
    workloads::{
        join_of_one_organization, list_in_domain, list_of_many_memberships, list_of_one_organization,
        one_unknown_token, sign_in_anywhere, sign_in_of_one_organization,
    },
};

/// A change of the design.
pub struct Change {
    pub workload: &'static str,
    pub design: &'static str,
    pub before: Demand,
    /// The demand after the change, or `None` if the load no longer reaches the API.
    pub after: Option<Demand>,
    /// The price in staleness, in units or in dollars.
    pub price: &'static str,
}

/// The copies of a spread item.
const COPIES: u64 = 16;

pub fn all() -> Vec<Change> {
    [of_lists(), of_exchanges(), of_floods()].into_iter().flatten().collect()
}

fn change(texts: [&'static str; 3], before: Demand, after: impl Into<Option<Demand>>) -> Change {
    let [workload, design, price] = texts;
    Change { workload, design, before, after: after.into(), price }
}

fn of_lists() -> Vec<Change> {
    let domain = [
        "a domain with 100,000 organizations",
        "read at most 100 joinable organizations, instead of 2,000",
        "a person of such a domain is offered at most 100 organizations to join; memberships do not change",
    ];
    let consistency = [
        "one organization at nine: the list",
        "read organizations for lists with eventually consistent reads",
        "a list can lack a change of settings, typically for less than a second; no writes",
    ];
    let cache = [
        "one organization at nine: the list",
        "keep organizations in each instance for 10 s",
        "a list can lack a change of settings for 10 s, and the exchange decides on current ones; no writes",
    ];
    let members = [
        "a person with 2,000 memberships",
        "read Members for lists with eventually consistent reads",
        "a list can lack a new membership or show a removed one, typically for less than a second; no writes",
    ];
    vec![
        change(domain, list_in_domain(100_000), list_in_domain(100)),
        change(consistency, list_of_one_organization(), eventually_consistent_list()),
        change(cache, list_of_one_organization(), cached_list()),
        change(members, list_of_many_memberships(), eventually_consistent_members()),
    ]
}

fn of_exchanges() -> Vec<Change> {
    let copies = [
        "one organization at nine: Members sign in",
        "check one of 16 copies of the organization's revision, each of at most 1 KB and under its own key",
        "each write of an organization also writes 16 copies, which costs 32 write units more, and conflicts \
         with every exchange in flight; every writer must know the copies",
    ];
    let unconditional = [
        "one organization at nine: Members sign in",
        "instead of the condition, read the organization again after the commit, and delete the session if it has changed",
        "a session can be valid for some milliseconds although the settings exclude it, which \
         [decision 31](decisions/0031-one-transaction-for-an-exchange.md) refused; 1 read unit more and 4 write \
         units less for each exchange",
    ];
    let counters = [
        "one organization at nine: newcomers join",
        "the same copies, and 16 counters for each domain, each under its own key",
        "the same writes, and 15 read units more for each joinable organization of a list",
    ];
    let opaque = [
        "sign-ins in many organizations",
        "sessions without session JWTs",
        "callers cannot validate a session without a request; 3.00 dollars less for a million sign-ins",
    ];
    let both = [
        "sign-ins in many organizations",
        "sessions without session JWTs, and 16 copies of each organization's revision",
        "those of both changes",
    ];
    let [without_jwts, with_both] = [sign_in_anywhere(), with_copies(sign_in_anywhere())]
        .map(|demand| Demand { signatures: 0, ..demand });
    vec![
        change(copies, sign_in_of_one_organization(), with_copies(sign_in_of_one_organization())),
        change(unconditional, sign_in_of_one_organization(), sign_in_without_condition()),
        change(counters, join_of_one_organization(), join_with_copies()),
        change(opaque, sign_in_anywhere(), without_jwts),
        change(both, sign_in_anywhere(), with_both),
    ]
}

fn of_floods() -> Vec<Change> {
    let firewall = [
        "a flood of wrong secrets",
        "a firewall in front of the API, with a rule for the rate of each address",
        "6.00 dollars a month, and 0.60 for a million requests; no staleness, no writes",
    ];
    let memory = [
        "a flood of one unknown token",
        "remember unknown tokens in each instance for 10 s",
        "a session that is written after its token was refused stays unknown for 10 s; no writes",
    ];
    vec![change(firewall, wrong_secret(), None), change(memory, one_unknown_token(), wrong_secret())]
}

/// The position of the `organizations` table, and that of the `members` table.
const ORGANIZATIONS: usize = 3;
const MEMBERS: usize = 1;

/// Changes the units of the keys of a table.
fn with_keys(mut demand: Demand, table: Table, change: impl Fn(&mut HotKey)) -> Demand {
    demand.keys.iter_mut().filter(|key| key.table == table).for_each(change);
    demand
}

fn eventually_consistent_list() -> Demand {
    let mut demand = list_of_one_organization();
    demand.tables[ORGANIZATIONS].half_reads /= 2;
    with_keys(demand, Table::Organizations, |key| key.units.half_reads /= 2)
}

fn eventually_consistent_members() -> Demand {
    let mut demand = list_of_many_memberships();
    demand.tables[MEMBERS].half_reads /= 2;
    with_keys(demand, Table::Members, |key| key.units.half_reads /= 2)
}

fn cached_list() -> Demand {
    let mut demand = list_of_one_organization();
    demand.tables[ORGANIZATIONS] = Units::default();
    demand.keys.retain(|key| key.table != Table::Organizations);
    demand
}

/// Moves the condition on the organization to one of the copies. A condition on an item of at most 1 KB costs two units.
fn with_copies(mut demand: Demand) -> Demand {
    let one_in = demand.conflicts_one_in.unwrap_or(1);
    demand.tables[ORGANIZATIONS].writes -= 2;
    demand.conflicts_one_in = Some(one_in * COPIES);
    with_keys(demand, Table::Organizations, |key| key.units.writes = 0).with_key(
        Table::Organizations,
        "one copy",
        Units::writes(2),
        one_in * COPIES,
    )
}

fn sign_in_without_condition() -> Demand {
    let mut demand = sign_in_of_one_organization();
    let reads_again = |units: &mut Units| *units = Units::reads(units.half_reads + 2);
    reads_again(&mut demand.tables[ORGANIZATIONS]);
    demand.conflicts_one_in = None;
    with_keys(demand, Table::Organizations, |key| reads_again(&mut key.units))
}

/// Also spreads the counter. The list and the exchange read all of its parts.
fn join_with_copies() -> Demand {
    let mut demand = with_copies(join_of_one_organization());
    demand.tables[ORGANIZATIONS].half_reads += 4 * (COPIES - 1);
    with_keys(demand, Table::Organizations, |key| key.units.half_reads = key.units.half_reads.min(4))
}
