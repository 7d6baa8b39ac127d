//! The tables of a day of sign-ins.

use super::{
    super::{
        assumptions::{LARGEST_ORGANIZATION_ONE_IN, SECONDS_BETWEEN_MISSES},
        charges::{charges, total},
        conflicts::exchanges_of_one_organization,
        day::{Day, concurrency, largest_growth, simulate},
        demand::{Demand, HotKey, Table, Units},
        limits,
        numbers::{float, grouped, half, load},
        requests::wrong_secret,
        workloads::sign_in_anywhere,
    },
    table,
};

/// The sign-ins per second at nine.
const PEAKS: [u64; 3] = [1_000, 10_000, 100_000];

fn row(name: &str, cell: impl Fn(u64) -> String) -> Vec<String> {
    [name.to_owned()].into_iter().chain(PEAKS.map(cell)).collect()
}

fn head(first: &str) -> [&str; 4] {
    [first, "1,000 sign-ins/s", "10,000 sign-ins/s", "100,000 sign-ins/s"]
}

/// Returns the table of a day: traffic, instances, quotas and charges.
pub fn day() -> String {
    let demand = sign_in_anywhere();
    let mut rows = traffic_rows(&demand);
    rows.extend(instance_rows(&demand));
    rows.extend(charge_rows(&demand));
    table(&head("at the peak"), rows)
}

fn traffic_rows(demand: &Demand) -> Vec<Vec<String>> {
    let requests = |peak| peak * demand.requests;
    let signatures = |peak| peak * demand.signatures;
    vec![
        row("sign-ins in a day", |peak| grouped(simulate(demand, peak).sign_ins)),
        row("requests per second at nine", |peak| grouped(requests(peak))),
        row("KMS signatures per second at nine", |peak| grouped(signatures(peak))),
        row("largest growth of the load in 30 minutes", |_| {
            let growth = largest_growth();
            format!("{}.{:02} times", growth / 100, growth % 100)
        }),
        row("quota of API Gateway", |peak| quota(requests(peak), limits::API_REQUESTS)),
        row("quota of RSA operations in KMS", |peak| quota(signatures(peak), limits::KMS_RSA)),
        row("quota of Lambda's concurrency", |peak| {
            let by_requests = requests(peak) * limits::LAMBDA_CONCURRENCY / limits::LAMBDA_REQUESTS;
            let instances: u64 = simulate(demand, peak).instances.iter().sum();
            quota(by_requests.max(instances), limits::LAMBDA_CONCURRENCY)
        }),
    ]
}

fn instance_rows(demand: &Demand) -> Vec<Vec<String>> {
    let day = |peak| simulate(demand, peak);
    let busiest = format!("starts in the busiest minute, of {}", grouped(limits::LAMBDA_STARTS_IN_A_MINUTE));
    vec![
        row("instances of the discovery function", |peak| grouped(day(peak).instances[0])),
        row("instances of the exchange function", |peak| grouped(day(peak).instances[1])),
        row("starts of instances in a day", |peak| grouped(day(peak).cold_starts)),
        row("requests for each start", |peak| {
            let Day { sign_ins, cold_starts, .. } = day(peak);
            grouped(sign_ins * demand.requests / cold_starts)
        }),
        row(&busiest, |peak| grouped(day(peak).cold_starts_in_a_minute)),
    ]
}

/// Returns a quota that is sufficient, and its multiple of the default.
fn quota(needed: u64, default: u64) -> String {
    match needed.div_ceil(default) {
        ..=1 => "the default".to_owned(),
        times => format!("{} ({times} times)", grouped(needed)),
    }
}

fn charge_rows(demand: &Demand) -> Vec<Vec<String>> {
    let days = PEAKS.map(|peak| {
        let day = simulate(demand, peak);
        charges(demand, day.sign_ins, day.cold_starts)
    });
    let names = days[0].iter().enumerate();
    let mut rows: Vec<Vec<String>> = names
        .map(|(at, charge)| {
            let cells = days.iter().map(|charges| charges[at].dollars.to_string());
            [format!("US dollars a day: {}", charge.name)].into_iter().chain(cells).collect()
        })
        .collect();
    let totals = days.iter().map(|charges| format!("**{}**", total(charges)));
    rows.push(["**US dollars a day**".to_owned()].into_iter().chain(totals).collect());
    rows
}

/// Returns the units per second of each table at nine.
pub fn units_of_tables() -> String {
    let demand = sign_in_anywhere();
    let reads = Table::ALL.map(|table| {
        let each = demand.of(table).half_reads;
        row(&format!("`{}`, read units", table.name()), |peak| {
            with_quota(peak * each / 2, limits::TABLE_READS)
        })
    });
    let writing = Table::ALL.into_iter().filter(|table| demand.of(*table).writes > 0);
    let writes = writing.map(|table| {
        let each = demand.of(table).writes;
        row(&format!("`{}`, write units", table.name()), |peak| with_quota(peak * each, limits::TABLE_WRITES))
    });
    table(&head("units per second at nine"), reads.into_iter().chain(writes))
}

fn with_quota(units: u64, quota: u64) -> String {
    let text = grouped(units);
    if units > quota { format!("**{text}**") } else { text }
}

/// Returns the units per second of the hottest key of each table at nine.
pub fn hottest_keys() -> String {
    let demand = sign_in_anywhere();
    let mut rows = vec![
        row("`projects`: the project, read units", |peak| {
            let day = simulate(&demand, peak);
            let reads = day.instances.iter().sum::<u64>() + day.cold_starts_in_a_minute;
            within(reads.div_ceil(60) * 2, limits::PARTITION_READS)
        }),
        row("`sessions`: one session, read units", |_| within(4, limits::PARTITION_READS)),
        row("`members`: one person, read units", |_| within(4, limits::PARTITION_READS)),
    ];
    for HotKey { table, name, units: Units { half_reads, writes }, .. } in &demand.keys {
        let share = |units: u64| units / LARGEST_ORGANIZATION_ONE_IN;
        let name = format!("`{}`: {name}", table.name());
        rows.push(row(&format!("{name}, read units"), |peak| {
            within(share(peak * half_reads), limits::PARTITION_READS)
        }));
        if *writes > 0 {
            rows.push(row(&format!("{name}, write units"), |peak| {
                within(2 * share(peak * writes), limits::PARTITION_WRITES)
            }));
        }
    }
    rows.push(row("transactions with the largest organization", |peak| {
        let transactions = peak / LARGEST_ORGANIZATION_ONE_IN;
        let most = exchanges_of_one_organization();
        let text = grouped(transactions);
        if float(transactions) > most { format!("**{text}** of {}", load(most)) } else { text }
    }));
    table(&head("hottest key per second at nine"), rows)
}

/// Returns half units, in bold above the limit of a partition.
fn within(half_units: u64, limit: u64) -> String {
    let text = half(half_units);
    if half_units > 2 * limit { format!("**{text}** of {}", grouped(limit)) } else { text }
}

/// Returns the instances at nine by the duration of an invocation, for each function.
pub fn instances_by_duration() -> String {
    let rows = [5, 10, 20, 50, 100, 200].map(|milliseconds| {
        row(&format!("{milliseconds} ms"), |peak| grouped(concurrency(peak, milliseconds)))
    });
    table(&head("duration of an invocation"), rows)
}

/// Returns the load of a flood of wrong secrets, and its price.
pub fn wrong_secrets() -> String {
    let demand = wrong_secret();
    let row = |rate: u64| {
        let instances = concurrency(rate, demand.discovery_ms);
        let each_hour = charges(&demand, 3_600 * rate, 0);
        vec![
            grouped(rate),
            grouped(instances),
            grouped(instances.div_ceil(SECONDS_BETWEEN_MISSES)),
            total(&each_hour).to_string(),
        ]
    };
    let head = [
        "wrong secrets per second",
        "instances",
        "reads of the project per second, at most",
        "US dollars an hour",
    ];
    table(&head, [limits::THROTTLING_RATE, 2_000, limits::API_REQUESTS].map(row))
}
