//! The price of a workload, without fixed charges, free allowances and volume discounts.

use super::{
    assumptions::MEMORY_MB,
    demand::Demand,
    prices::{
        money::{Dollars, Quantity},
        rates::{self, Price},
    },
};

/// The charges of one kind.
pub struct Charge {
    pub name: &'static str,
    pub dollars: Dollars,
}

/// Returns the charges of `count` units of load, and of the instances that start for them.
pub fn charges(demand: &Demand, count: u64, cold_starts: u64) -> Vec<Charge> {
    let times = |number: u64| u128::from(count) * u128::from(number);
    let whole = |number: u64| Quantity::new(times(number), 1);
    let requests = demand.requests;
    let logs = rates::LINE_BYTES_AT_INFO + rates::PLATFORM_LINES_BYTES + rates::ACCESS_LINE_BYTES;
    let half_reads =
        times(demand.half_reads()) + u128::from(cold_starts) * u128::from(rates::WARM_UP_HALF_UNITS);
    let gb_seconds = |milliseconds: u128| Quantity::new(milliseconds * u128::from(MEMORY_MB), 1_024 * 1_000);
    let initialization = gb_seconds(u128::from(cold_starts) * u128::from(rates::INITIALIZATION_MS));
    let duration = gb_seconds(times(demand.discovery_ms + demand.exchange_ms));
    let charge = |name, parts: &[(&'static Price, Quantity)]| Charge { name, dollars: sum(parts) };
    vec![
        charge("HTTP API", &[(&rates::HTTP_API, whole(demand.charged_requests))]),
        charge(
            "Lambda",
            &[
                (&rates::INVOCATIONS, whole(requests)),
                (&rates::DURATION, duration),
                (&rates::INITIALIZATION, initialization),
            ],
        ),
        charge("DynamoDB, reads", &[(&rates::READS, Quantity::new(half_reads, 2))]),
        charge("DynamoDB, writes", &[(&rates::WRITES, whole(demand.writes()))]),
        charge("KMS, signatures", &[(&rates::SIGNATURES, whole(demand.signatures))]),
        charge(
            "CloudWatch Logs",
            &[
                (&rates::FUNCTION_LOG, gigabytes(times(requests * logs))),
                (&rates::LOG_STORAGE, gigabytes(times(requests * logs))),
            ],
        ),
        charge("data transfer", &[(&rates::INTERNET, gigabytes(times(demand.response_bytes)))]),
    ]
}

/// Returns the price of a million units of load, of which one request in 100 starts an instance as in `orgctl cost`.
pub fn of_a_million(demand: &Demand) -> Dollars {
    let cold_starts = demand.requests * MILLION / rates::INVOCATIONS_PER_COLD_START;
    total(&charges(demand, MILLION, cold_starts))
}

pub fn total(charges: &[Charge]) -> Dollars {
    charges.iter().map(|charge| charge.dollars).sum()
}

const MILLION: u64 = 1_000_000;

fn sum(parts: &[(&'static Price, Quantity)]) -> Dollars {
    parts.iter().map(|(price, quantity)| price.of(*quantity)).sum()
}

fn gigabytes(bytes: u128) -> Quantity {
    Quantity::new(bytes, 1_000_000_000)
}
