//! The tables of workloads.

use super::super::{
    capacity::{Kind, Reached, first, reached},
    changes, charges,
    demand::{Demand, Table, Units},
    numbers::{grouped, half, load},
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

/// Returns the units that one unit of load uses, and those of its hottest key.
pub fn units() -> String {
    let row = |workload: workloads::Workload| {
        let demand = &workload.demand;
        let tables = Table::ALL.map(|table| reads_and_writes(demand.of(table)));
        let keys = demand.keys.iter().map(|key| {
            let share = if key.one_in > 1 { format!(", in one of {}", key.one_in) } else { String::new() };
            format!("{}: {}{share}", key.name, reads_and_writes(key.units))
        });
        [workload.name.to_owned()]
            .into_iter()
            .chain(tables)
            .chain([grouped(demand.discovery_ms + demand.exchange_ms), keys.collect::<Vec<_>>().join("; ")])
            .collect()
    };
    let head = [
        "workload",
        "`sessions`",
        "`members`",
        "`joinable`",
        "`organizations`",
        "duration in ms",
        "hot keys",
    ];
    table(&head, workloads::all().into_iter().map(row))
}

fn reads_and_writes(units: Units) -> String {
    match (units.half_reads, units.writes) {
        (0, 0) => "–".to_owned(),
        (reads, 0) => half(reads),
        (0, writes) => format!("{writes} w"),
        (reads, writes) => format!("{} + {writes} w", half(reads)),
    }
}
