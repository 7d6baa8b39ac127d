//! The load at which each limit is reached.

use super::{
    conflicts::exchanges_of_one_organization,
    demand::{Demand, HotKey, Table, Units},
    limits,
    numbers::float,
};

/// The possibility of raising a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A parameter of the stack.
    Parameter,
    /// A quota of the account, which AWS raises on request.
    Quota,
    /// The throughput of a table without earlier traffic, which grows with the traffic or is bought in advance.
    NewTable,
    /// A property of DynamoDB or of the data model. Only another design changes it.
    Fixed,
}

/// A limit, and the load at which it is reached, per second.
#[derive(Debug, Clone)]
pub struct Reached {
    pub limit: String,
    pub kind: Kind,
    pub load: f64,
}

/// Returns the limits that a workload can reach, the lowest load first.
pub fn reached(demand: &Demand) -> Vec<Reached> {
    let mut all = of_functions(demand);
    for table in Table::ALL {
        all.extend(of_table(table, demand.of(table)));
    }
    all.extend(demand.keys.iter().flat_map(of_key));
    all.extend(demand.conflicts_one_in.map(|one_in| Reached {
        limit: "transactions with one organization".to_owned(),
        kind: Kind::Fixed,
        load: exchanges_of_one_organization() * float(one_in),
    }));
    all.sort_by(|left, right| left.load.total_cmp(&right.load));
    all
}

/// Returns the lowest limit of some kinds.
pub fn first<'r>(reached: &'r [Reached], kinds: &[Kind]) -> Option<&'r Reached> {
    reached.iter().find(|limit| kinds.contains(&limit.kind))
}

fn of_functions(demand: &Demand) -> Vec<Reached> {
    let seconds = float(demand.discovery_ms + demand.exchange_ms) / 1_000.0;
    let rows = [
        ("`ThrottlingRate`", Kind::Parameter, limits::THROTTLING_RATE, float(demand.requests)),
        ("API Gateway, requests per second", Kind::Quota, limits::API_REQUESTS, float(demand.requests)),
        ("Lambda, requests per second", Kind::Quota, limits::LAMBDA_REQUESTS, float(demand.requests)),
        ("Lambda, concurrent executions", Kind::Quota, limits::LAMBDA_CONCURRENCY, seconds),
        ("KMS, signatures with RSA keys", Kind::Quota, limits::KMS_RSA, float(demand.signatures)),
    ];
    let row = |(limit, kind, value, each): (&str, Kind, u64, f64)| {
        (each > 0.0).then(|| Reached { limit: limit.to_owned(), kind, load: float(value) / each })
    };
    rows.into_iter().filter_map(row).collect()
}

fn of_table(table: Table, units: Units) -> Vec<Reached> {
    let name = table.name();
    let (new, quota) = (Kind::NewTable, Kind::Quota);
    [
        reads(format!("new table `{name}`, reads"), new, limits::NEW_TABLE_READS, units),
        writes(format!("new table `{name}`, writes"), new, limits::NEW_TABLE_WRITES, units),
        reads(format!("table `{name}`, reads"), quota, limits::TABLE_READS, units),
        writes(format!("table `{name}`, writes"), quota, limits::TABLE_WRITES, units),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_key(key: &HotKey) -> Vec<Reached> {
    let limit = |kind: &str| format!("`{}`: {}, {kind}", key.table.name(), key.name);
    let both = [
        reads(limit("reads"), Kind::Fixed, limits::PARTITION_READS, key.units),
        writes(limit("writes"), Kind::Fixed, limits::PARTITION_WRITES, key.units),
    ];
    let one_in = float(key.one_in);
    both.into_iter().flatten().map(|limit| Reached { load: limit.load * one_in, ..limit }).collect()
}

fn reads(limit: String, kind: Kind, value: u64, units: Units) -> Option<Reached> {
    let load = 2.0 * float(value) / float(units.half_reads);
    (units.half_reads > 0).then_some(Reached { limit, kind, load })
}

fn writes(limit: String, kind: Kind, value: u64, units: Units) -> Option<Reached> {
    let load = float(value) / float(units.writes);
    (units.writes > 0).then_some(Reached { limit, kind, load })
}
