//! The tables of workloads.

use super::super::{
    assumptions::TRANSACTION_MS,
    capacity::{Kind, Reached, attempts_at_the_limit, exchanges_of_one_organization, first, reached},
    changes, charges,
    demand::Demand,
    numbers::{grouped, load},
    workloads,
};
use super::table;

const WITHOUT_PARAMETER: [Kind; 3] = [Kind::Quota, Kind::NewTable, Kind::Fixed];

/// Returns the table of the first limits of each workload.
pub fn first_limits() -> String {
    let row = |workload: workloads::Workload| {
        let reached = reached(&workload.demand);
        let cell = |kinds: &[Kind]| first(&reached, kinds).map_or_else(|| "–".to_owned(), with_load);
        vec![
            workload.name.to_owned(),
            workload.unit.to_owned(),
            first(&reached, &[Kind::Parameter]).map_or_else(String::new, |limit| load(limit.load)),
            cell(&WITHOUT_PARAMETER),
            cell(&[Kind::Quota, Kind::Fixed]),
            cell(&[Kind::Fixed]),
            charges::of_a_million(&workload.demand).to_string(),
        ]
    };
    let head = [
        "workload",
        "load per second",
        "`ThrottlingRate` of 500",
        "first limit with new tables",
        "first limit of tables with earlier traffic",
        "first limit that cannot be raised",
        "US dollars for a million",
    ];
    table(&head, workloads::all().into_iter().map(row))
}

fn with_load(reached: &Reached) -> String {
    format!("**{}**: {}", load(reached.load), reached.limit)
}

/// Returns the table of changes, with the first limit before and after. New tables and `ThrottlingRate` are left out.
pub fn changed_designs() -> String {
    let limit = |demand: &Demand| {
        let reached = reached(demand);
        first(&reached, &[Kind::Quota, Kind::Fixed]).map_or_else(String::new, with_load)
    };
    let row = |change: changes::Change| {
        vec![
            change.workload.to_owned(),
            change.design.to_owned(),
            limit(&change.before),
            change.after.as_ref().map_or_else(|| "that of the firewall".to_owned(), limit),
            change.price.to_owned(),
        ]
    };
    let head = ["workload", "change", "first limit now", "first limit then", "price"];
    table(&head, changes::all().into_iter().map(row))
}

/// Returns every limit of sign-ins in many organizations, in the order in which they are reached.
pub fn limits_of_sign_ins() -> String {
    let row = |limit: Reached| {
        let raised = match limit.kind {
            Kind::Parameter => "yes, a parameter of the stack",
            Kind::Quota => "yes, a quota",
            Kind::NewTable => "yes, by traffic or warm throughput",
            Kind::Fixed => "no",
        };
        vec![load(limit.load), limit.limit, raised.to_owned()]
    };
    let head = ["sign-ins per second", "limit", "can be raised"];
    table(&head, reached(&workloads::sign_in_anywhere()).into_iter().map(row))
}

/// Returns the exchanges that one organization supports, by the duration of a transaction.
pub fn transactions() -> String {
    let row = |milliseconds: u32| {
        let exchanges = exchanges_of_one_organization() * TRANSACTION_MS / f64::from(milliseconds);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of a day")]
        let minutes = (100_000.0 / exchanges / 60.0).ceil() as u64;
        vec![
            format!("{milliseconds} ms"),
            load(exchanges),
            format!("{:.2}", attempts_at_the_limit()),
            format!("{} minutes", grouped(minutes)),
        ]
    };
    let head = [
        "duration of a transaction",
        "exchanges per second in one organization",
        "attempts of each",
        "100,000 people sign in within",
    ];
    table(&head, [5, 10, 20, 50].map(row))
}
