//! What more organizations in an answer cost, and what more items in the tables do.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    effort::Effort,
    folders::results,
    growth_plot::{self, Curve},
    processors::{time_at_rest, time_of},
    programs::{Program, time_to_answer},
    report::{Report, Unit},
    samples::{Samples, rounded},
    scenarios::GROWTH,
    world::World,
};

/// Requests of one size: so many organizations in all, but within these bounds.
const ANSWERED: usize = 20_000;
const FEWEST: usize = 40;
const MOST: usize = 1_000;
/// How long requests come before them, which are not counted: what compiles as it goes needs that.
const WARM: Duration = Duration::from_secs(3);
/// Requests before the comparison of the tables' sizes.
const WARM_COMPARED: usize = 100;
/// Requests for the comparison of the tables' sizes.
const COMPARED: usize = 2_000;

/// What answers of one size took.
#[derive(Debug)]
pub struct Grown {
    pub organizations: usize,
    /// By the name of the program: from request to answer, in milliseconds.
    pub took: BTreeMap<&'static str, Samples>,
    /// The program's own time for a request, in milliseconds.
    pub processor: BTreeMap<&'static str, f64>,
}

#[derive(Debug)]
pub struct Growth {
    pub grown: Vec<Grown>,
    /// How long the function took over a thousand items of each kind and over a hundred thousand, in milliseconds.
    pub small: Samples,
    pub large: Samples,
}

pub async fn measure(small: &World, large: &World, programs: &[Program], effort: Effort) -> Growth {
    let mut grown = Vec::new();
    for organizations in GROWTH {
        let mut of_size = Grown { organizations, took: BTreeMap::new(), processor: BTreeMap::new() };
        let count = effort.of((ANSWERED / organizations).clamp(FEWEST, MOST));
        for program in programs.iter().filter(|program| program.answers) {
            let (took, processor) = answer(small, program, organizations, count).await;
            of_size.took.insert(program.name, took);
            of_size.processor.insert(program.name, processor);
        }
        grown.push(of_size);
    }
    let ours = programs.iter().find(|program| program.is_ours()).expect("the function");
    let (small, large) = tables(small, large, ours, effort.of(COMPARED)).await;
    Growth { grown, small, large }
}

async fn answer(world: &World, program: &Program, organizations: usize, count: usize) -> (Samples, f64) {
    let mut function = program.start(&world.environment).await;
    let event = world.event(&format!("grown-{organizations}"));
    let began = Instant::now();
    while began.elapsed() < WARM {
        time_to_answer(&mut function, event.clone()).await;
    }
    let (mut took, before) = (Samples::default(), time_of(function.process.id()));
    for _ in 0..count {
        took.add(time_to_answer(&mut function, event.clone()).await);
    }
    let ran = time_at_rest(function.process.id()).await - before;
    #[expect(clippy::cast_precision_loss, reason = "a count")]
    let each = ran / count as f64 / 1000.0;
    (took, each)
}

/// The same question to both, one after the other.
async fn tables(small: &World, large: &World, ours: &Program, count: usize) -> (Samples, Samples) {
    let mut both =
        [(small, ours.start(&small.environment).await), (large, ours.start(&large.environment).await)];
    let mut took = [Samples::default(), Samples::default()];
    for round in 0..count + WARM_COMPARED {
        for ((world, function), took) in both.iter_mut().zip(&mut took) {
            let answered = time_to_answer(function, world.event("standard")).await;
            if round >= WARM_COMPARED {
                took.add(answered);
            }
        }
    }
    let [small, large] = took;
    (small, large)
}

impl Growth {
    pub fn tell(&self, report: &mut Report) {
        report.section("Growth");
        let ratio = self.large.divided_by(&self.small);
        report.add("tables of a hundred thousand items of each kind, of a thousand", &ratio, Unit::Times);
        for pair in self.grown.windows(2) {
            let [fewer, more] = pair else { continue };
            report.add_one(
                format!("one more organization, between {} and {}", fewer.organizations, more.organizations),
                more.ours_beyond(fewer),
                Unit::Microseconds,
            );
        }
        report.append(&self.table());
        report.detail("growth", self.details());
        fs::write(results().join("growth.svg"), growth_plot::svg(&self.curves())).expect("a picture");
    }

    /// The medians of each program.
    fn curves(&self) -> Vec<Curve> {
        let names = self.grown[0].took.keys();
        let points = |name| self.grown.iter().map(|of| (of.organizations, of.took[name].median())).collect();
        names.map(|name| Curve { name, points: points(name) }).collect()
    }

    /// Medians by number of organizations and program, in milliseconds.
    fn details(&self) -> Value {
        let of_size = |of: &Grown| {
            let took = of
                .took
                .iter()
                .map(|(name, took)| (*name, json!({"took": took.median(), "processor": of.processor[name]})));
            (of.organizations.to_string(), took.collect::<BTreeMap<_, _>>())
        };
        json!(self.grown.iter().map(of_size).collect::<BTreeMap<_, _>>())
    }

    /// Medians of all programs, as a table.
    fn table(&self) -> String {
        let names: Vec<_> = self.grown[0].took.keys().collect();
        let mut text = "| organizations |".to_owned();
        for name in &names {
            let _ = write!(text, " {name} | – on the processor |");
        }
        let _ = write!(text, "\n|---|{}\n", "---|---|".repeat(names.len()));
        for of_size in &self.grown {
            let _ = write!(text, "| {} |", of_size.organizations);
            for name in &names {
                let (took, processor) = (of_size.took[*name].median(), of_size.processor[*name]);
                let _ = write!(text, " {} ms | {} ms |", rounded(took), rounded(processor));
            }
            text.push('\n');
        }
        text
    }
}

impl Grown {
    /// What the function works for each organization that `fewer` does not have, in microseconds.
    fn ours_beyond(&self, fewer: &Self) -> f64 {
        let longer = self.processor[Program::OURS] - fewer.processor[Program::OURS];
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let more = (self.organizations - fewer.organizations) as f64;
        longer * 1000.0 / more
    }
}
