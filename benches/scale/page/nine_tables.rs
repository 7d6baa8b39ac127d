//! The tables of one organization that everyone opens at nine.

use super::{
    super::{
        assumptions::TRANSACTION_MS,
        conflicts::{at, exchanges_of_one_organization},
        demand::Units,
        limits,
        numbers::{float, grouped, load},
        workloads::{organization_key_of_sign_in, sign_in_of_one_organization},
    },
    table,
};

/// The Members of the organization, all of whom sign in.
const MEMBERS: u64 = 100_000;

/// Returns the load on one organization by the time in which all of its Members sign in.
pub fn arrivals() -> String {
    let head = [
        "100,000 Members sign in within",
        "sign-ins per second",
        "attempts of each exchange",
        "exchanges that fail",
        "read units of the organization",
        "write units of the organization",
        "instances",
    ];
    table(&head, [120, 60, 30, 15, 5, 1].map(arrival))
}

fn arrival(minutes: u64) -> Vec<String> {
    let rate = float(MEMBERS) / float(60 * minutes);
    let conflicts = at(rate);
    let Units { half_reads, writes } = organization_key_of_sign_in();
    // The list reads the organization once, and so does each attempt of the exchange.
    let reads = rate * float(half_reads) / 4.0 * (1.0 + conflicts.attempts);
    let written = rate * float(writes) * conflicts.attempts;
    let demand = sign_in_of_one_organization();
    let milliseconds = float(demand.discovery_ms) + float(demand.exchange_ms) * conflicts.attempts;
    vec![
        if minutes < 60 { format!("{minutes} min") } else { format!("{} h", minutes / 60) },
        load(rate),
        format!("{:.2}", conflicts.attempts),
        format!("{:.1} %", conflicts.failed * 100.0),
        within(reads, limits::PARTITION_READS),
        within(written, limits::PARTITION_WRITES),
        load((rate * milliseconds / 1_000.0).ceil()),
    ]
}

/// Returns units per second, in bold above the limit of a partition.
fn within(units: f64, limit: u64) -> String {
    let text = load(units.ceil());
    if units > float(limit) { format!("**{text}** of {}", grouped(limit)) } else { text }
}

/// Returns the capacity of one organization by the duration of a transaction.
pub fn transactions() -> String {
    let row = |milliseconds: u32| {
        let exchanges = exchanges_of_one_organization() * TRANSACTION_MS / f64::from(milliseconds);
        vec![
            format!("{milliseconds} ms"),
            load(exchanges),
            format!("{} min", load((float(MEMBERS) / exchanges / 60.0).ceil())),
        ]
    };
    let head = [
        "duration of a transaction",
        "exchanges per second in one organization",
        "100,000 Members sign in within",
    ];
    table(&head, [5, 10, 20, 50].map(row))
}
