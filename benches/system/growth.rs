//! Measures how times grow with the organizations in a response and with the items in the tables.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    effort::Effort,
    fixture::Fixture,
    folders::results,
    growth_plot::{self, Curve},
    in_process,
    processors::{idle_processor_time, processor_time},
    programs::{Program, time_to_answer},
    report::{Report, Unit},
    samples::{Samples, rounded},
    scenarios::GROWTH,
};

/// The total number of organizations in all responses of one size. It determines the number of requests, within the two
/// bounds below.
const TOTAL_ORGANIZATIONS: usize = 20_000;
const MIN_REQUESTS: usize = 40;
const MAX_REQUESTS: usize = 1_000;
/// Duration of the uncounted requests before each measurement. Just-in-time compilers need it.
const WARM_UP: Duration = Duration::from_secs(3);
/// Uncounted requests before the comparison of table sizes.
const COMPARISON_WARM_UP: usize = 100;
/// The scenarios of the comparison of table sizes, with the number of requests.
const COMPARED: [(&str, usize); 2] = [("standard", 2_000), ("grown-100", 300)];

/// The times of responses with one number of organizations.
#[derive(Debug)]
pub struct GrowthPoint {
    pub organizations: usize,
    /// Times from request to response by program name, in milliseconds.
    pub latencies: BTreeMap<&'static str, Samples>,
    /// Processor time per request by program name, in milliseconds.
    pub processor_times: BTreeMap<&'static str, f64>,
}

#[derive(Debug)]
pub struct Growth {
    pub points: Vec<GrowthPoint>,
    /// Times of the function with a million items in the tables, relative to 3,000, by scenario.
    pub table_sizes: Vec<(&'static str, Samples)>,
    /// The read units of a request with 3,000 and with a million items in the tables, by the number of organizations.
    pub read_units: Vec<(usize, [f64; 2])>,
}

pub async fn measure(small: &Fixture, large: &Fixture, programs: &[Program], effort: Effort) -> Growth {
    let mut points = Vec::new();
    for organizations in GROWTH {
        let mut point =
            GrowthPoint { organizations, latencies: BTreeMap::new(), processor_times: BTreeMap::new() };
        let count = effort.of((TOTAL_ORGANIZATIONS / organizations).clamp(MIN_REQUESTS, MAX_REQUESTS));
        for program in programs.iter().filter(|program| program.implements_discovery) {
            let (latencies, processor_time) = measure_program(small, program, organizations, count).await;
            point.latencies.insert(program.name, latencies);
            point.processor_times.insert(program.name, processor_time);
        }
        points.push(point);
    }
    let org_discovery = programs.iter().find(|program| program.is_org_discovery()).expect("the function");
    let mut table_sizes = Vec::new();
    for (scenario, count) in COMPARED {
        let ratio = compare_table_sizes(small, large, org_discovery, scenario, effort.of(count)).await;
        table_sizes.push((scenario, ratio));
    }
    let mut read_units = Vec::new();
    for organizations in GROWTH {
        let scenario = format!("grown-{organizations}");
        let units =
            [in_process::read_units(small, &scenario).await, in_process::read_units(large, &scenario).await];
        read_units.push((organizations, units));
    }
    Growth { points, table_sizes, read_units }
}

/// Returns the times of `count` requests, and the processor time per request, in milliseconds.
async fn measure_program(
    fixture: &Fixture,
    program: &Program,
    organizations: usize,
    count: usize,
) -> (Samples, f64) {
    let mut function = program.start(&fixture.environment).await;
    let event = fixture.event(&format!("grown-{organizations}"));
    let began = Instant::now();
    while began.elapsed() < WARM_UP {
        time_to_answer(&mut function, event.clone()).await;
    }
    let (mut latencies, before) = (Samples::default(), processor_time(function.process.id()));
    for _ in 0..count {
        latencies.add(time_to_answer(&mut function, event.clone()).await);
    }
    let processor_time = idle_processor_time(function.process.id()).await - before;
    #[expect(clippy::cast_precision_loss, reason = "a count")]
    let per_request = processor_time / count as f64 / 1000.0;
    (latencies, per_request)
}

/// Sends the same request to the function over small and over large tables, in turn. Returns the ratios of the times.
async fn compare_table_sizes(
    small: &Fixture,
    large: &Fixture,
    org_discovery: &Program,
    scenario: &str,
    count: usize,
) -> Samples {
    let mut functions = [
        (small, org_discovery.start(&small.environment).await),
        (large, org_discovery.start(&large.environment).await),
    ];
    let mut latencies = [Samples::default(), Samples::default()];
    for round in 0..count + COMPARISON_WARM_UP {
        for ((fixture, function), samples) in functions.iter_mut().zip(&mut latencies) {
            let latency = time_to_answer(function, fixture.event(scenario)).await;
            if round >= COMPARISON_WARM_UP {
                samples.add(latency);
            }
        }
    }
    let [small, large] = latencies;
    large.divided_by(&small)
}

impl Growth {
    pub fn add_to_report(&self, report: &mut Report) {
        report.section("Growth");
        for (scenario, ratio) in &self.table_sizes {
            let label = format!("{scenario}: request with a million items in the tables, relative to 3,000");
            report.add(label, ratio, Unit::Times);
        }
        for (organizations, units) in &self.read_units {
            for (items, units) in ["3,000", "a million"].into_iter().zip(units) {
                let label = format!("grown-{organizations}: read units with {items} items in the tables");
                report.add_one(label, *units, Unit::Count);
            }
        }
        for pair in self.points.windows(2) {
            let [fewer, more] = pair else { continue };
            report.add_one(
                format!(
                    "processor time per additional organization, {} to {}",
                    fewer.organizations, more.organizations
                ),
                more.processor_time_per_additional_organization(fewer),
                Unit::Microseconds,
            );
        }
        report.append(&self.table());
        report.detail("growth", self.details());
        fs::write(results().join("growth.svg"), growth_plot::svg(&self.curves())).expect("a written plot");
    }

    /// Returns the medians of each program.
    fn curves(&self) -> Vec<Curve> {
        let names = self.points[0].latencies.keys();
        let points = |name| {
            self.points.iter().map(|point| (point.organizations, point.latencies[name].median())).collect()
        };
        names.map(|name| Curve { name, points: points(name) }).collect()
    }

    /// Returns the medians by number of organizations and program, in milliseconds.
    fn details(&self) -> Value {
        let medians = |point: &GrowthPoint| {
            let programs = point.latencies.iter().map(|(name, latencies)| {
                (*name, json!({"took": latencies.median(), "processor": point.processor_times[name]}))
            });
            (point.organizations.to_string(), programs.collect::<BTreeMap<_, _>>())
        };
        json!(self.points.iter().map(medians).collect::<BTreeMap<_, _>>())
    }

    /// Returns the medians of all programs as a table.
    fn table(&self) -> String {
        let names: Vec<_> = self.points[0].latencies.keys().collect();
        let mut text = "| organizations |".to_owned();
        for name in &names {
            let _ = write!(text, " {name} | – processor time |");
        }
        let _ = write!(text, "\n|---|{}\n", "---|---|".repeat(names.len()));
        for point in &self.points {
            let _ = write!(text, "| {} |", point.organizations);
            for name in &names {
                let (latency, processor_time) =
                    (point.latencies[*name].median(), point.processor_times[*name]);
                let _ = write!(text, " {} ms | {} ms |", rounded(latency), rounded(processor_time));
            }
            text.push('\n');
        }
        text
    }
}

impl GrowthPoint {
    /// Returns the function's processor time per organization in addition to those of `fewer`, in microseconds.
    fn processor_time_per_additional_organization(&self, fewer: &Self) -> f64 {
        let longer =
            self.processor_times[Program::ORG_DISCOVERY] - fewer.processor_times[Program::ORG_DISCOVERY];
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let more = (self.organizations - fewer.organizations) as f64;
        longer * 1000.0 / more
    }
}
