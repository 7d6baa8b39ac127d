//! The results: a table for people, a file for programs, a picture for both.

use std::{collections::BTreeMap, fs};

use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    cold_start::ColdStart,
    contenders::{Contender, folder},
    growth::{Grown, Growth},
    inside::Inside,
    memory::Peaks,
    plot,
    samples::{Samples, Summary},
    throughput::Throughput,
};

/// What was measured, and what it should be.
#[derive(Debug, Serialize)]
struct Row {
    what: String,
    measured: Summary,
    unit: &'static str,
    goal: Option<Goal>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::AtLeast(least) => write!(f, "≥ {least}"),
        }
    }
}

#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    details: BTreeMap<String, Value>,
}

const TIMES: &str = "×";
const MILLISECONDS: &str = "ms";
const MICROSECONDS: &str = "µs";

impl Report {
    fn add(&mut self, what: impl Into<String>, samples: &Samples, unit: &'static str, goal: Option<Goal>) {
        let row = Row { what: what.into(), measured: samples.summary(), unit, goal };
        println!("{}", line(&row));
        self.rows.push(row);
    }

    fn add_one(&mut self, what: impl Into<String>, value: f64, unit: &'static str, goal: Option<Goal>) {
        self.add(what, &Samples(vec![value]), unit, goal);
    }

    pub fn artefact(&mut self, contenders: &[Contender]) {
        for contender in contenders.iter().filter(|contender| !contender.is_peer) {
            let goal = contender.is_ours().then_some(Goal::AtMost(3.3));
            let megabytes = compressed(contender);
            self.add_one(format!("compressed program, {}", contender.name), megabytes, "MB", goal);
        }
    }

    pub fn cold_start(&mut self, all: &BTreeMap<&'static str, ColdStart>) {
        for (name, measured) in all {
            self.add(format!("cold start, {name}"), &measured.ready, MILLISECONDS, None);
            self.add(
                format!("cold start, on the processor, {name}"),
                &measured.processor,
                MILLISECONDS,
                None,
            );
            self.add(format!("first request, {name}"), &measured.first, MILLISECONDS, None);
        }
        let ours = &all[Contender::OURS];
        let peers = [("Node.js", 1.0 / 10.0), ("Python", 1.0 / 15.0)];
        for (peer, share) in peers.iter().filter(|(peer, _)| all.contains_key(peer)) {
            // A peer was started beside every fourth.
            let beside = Samples(ours.ready.0.iter().step_by(4).copied().collect());
            let ratio = beside.divided_by(&all[peer].ready);
            self.add(format!("cold start, of {peer}'s"), &ratio, TIMES, Some(Goal::AtMost(*share)));
        }
        let floor = &all[Contender::FLOOR];
        self.add("cold start, of hello's", &ours.ready.divided_by(&floor.ready), TIMES, None);
        let ratio = ours.processor.divided_by(&floor.processor);
        self.add("cold start, of hello's on the processor", &ratio, TIMES, None);
        let first = ours.first.divided_by(&ours.warm);
        self.add("first request, of a warm one", &first, TIMES, Some(Goal::AtMost(1.3)));
        let rested = ours.first.divided_by(&ours.rested);
        self.add("first request, of a warm one after the same rest", &rested, TIMES, None);
        self.details.insert("cold_start".to_owned(), json!({"ours": ours.ready.0, "floor": floor.ready.0}));
    }

    /// Without what reading what is read then takes over open connections, the SDK's own work included.
    pub fn cold_start_without(&mut self, all: &BTreeMap<&'static str, ColdStart>, inside: &Inside) {
        let priming = Samples(inside.priming.clone()).median();
        let ours = Samples(all[Contender::OURS].ready.0.iter().map(|took| took - priming).collect());
        let ratio = ours.divided_by(&all[Contender::FLOOR].ready);
        self.add(
            "reads before the first request, warm",
            &Samples(inside.priming.clone()),
            MILLISECONDS,
            None,
        );
        self.add("cold start without these, of hello's", &ratio, TIMES, Some(Goal::AtMost(1.5)));
    }

    pub fn inside(&mut self, inside: &Inside) {
        let signature = Samples(inside.signature.clone());
        for (name, scene) in &inside.scenes {
            let (handler, bare) = (Samples(scene.handler.clone()), Samples(scene.bare.clone()));
            self.add(format!("{name}: request"), &handler, MILLISECONDS, None);
            let ratio = handler.divided_by(&bare);
            self.add(
                format!("{name}: request, of the SDK's calls alone"),
                &ratio,
                TIMES,
                Some(Goal::AtMost(1.15)),
            );
            let p99 = handler.quantile(0.99) / handler.median();
            self.add_one(format!("{name}: p99 of the median"), p99, TIMES, None);
            let own = Samples(scene.handler_alone.clone()).minus(&Samples(scene.bare_alone.clone()));
            let own = Samples(own.0.iter().map(|took| took * 1000.0).collect());
            let goal = (scene.organizations == 25).then_some(Goal::AtMost(150.0));
            if name.ends_with("jwt") {
                let signature = signature.median() * 1000.0;
                let unsigned = Samples(own.0.iter().map(|took| took - signature).collect());
                self.add(
                    format!("{name}: longer than the SDK's calls, without the signature"),
                    &unsigned,
                    MICROSECONDS,
                    goal,
                );
            } else {
                self.add(format!("{name}: longer than the SDK's calls"), &own, MICROSECONDS, goal);
            }
            let goal = (name == "standard").then_some(Goal::AtMost(9.0));
            self.add_one(format!("{name}: read units"), scene.read_units, "", goal);
            self.details.insert(
                name.clone(),
                json!({"calls": scene.calls, "waves": scene.waves, "organizations": scene.organizations}),
            );
        }
        self.add(
            "signature of a JWT",
            &Samples(inside.signature.iter().map(|ms| ms * 1000.0).collect()),
            MICROSECONDS,
            None,
        );
    }

    pub fn throughput(&mut self, all: &BTreeMap<&'static str, Throughput>) {
        for (name, measured) in all {
            self.add(format!("requests a second, {name}"), &measured.rate, "", None);
            self.add(format!("processor time of a request, {name}"), &measured.processor, MICROSECONDS, None);
            let p99 = measured.took.quantile(0.99) / measured.took.median();
            self.add_one(format!("p99 of the median, {name}"), p99, TIMES, None);
        }
        for (peer, least) in [("Node.js", 5.0), ("Python", 10.0)] {
            let Some(measured) = all.get(peer) else { continue };
            let ours = &all[Contender::OURS];
            let ratio = ours.rate.divided_by(&measured.rate);
            self.add(format!("requests a second, of {peer}'s"), &ratio, TIMES, Some(Goal::AtLeast(least)));
            let ratio = measured.processor.divided_by(&ours.processor);
            self.add(format!("processor time of a request, {peer}'s of ours"), &ratio, TIMES, None);
        }
    }

    pub fn memory(&mut self, all: &BTreeMap<&'static str, Peaks>) {
        let megabytes = |kibibytes: f64| kibibytes * 1024.0 / 1_000_000.0;
        let peak = |name: &str| all[name].last().map_or(0.0, |(_, held)| megabytes(*held));
        let ours = peak(Contender::OURS);
        self.add_one("peak of memory, org-discovery", ours, "MB", Some(Goal::AtMost(30.0)));
        let early = megabytes(all[Contender::OURS][1].1);
        self.add_one("of it after the first tenth", ours - early, "MB", None);
        for peer in all.keys().filter(|name| **name != Contender::OURS) {
            self.add_one(format!("peak of memory, {peer}"), peak(peer), "MB", None);
            self.add_one(
                format!("peak of memory, of {peer}'s"),
                ours / peak(peer),
                TIMES,
                Some(Goal::AtMost(0.25)),
            );
        }
        self.details.insert("memory".to_owned(), json!(all));
    }

    pub fn growth(&mut self, growth: &Growth) {
        for Grown { organizations, took, processor } in &growth.grown {
            for (name, samples) in took {
                self.add(format!("{organizations} organizations, {name}"), samples, MILLISECONDS, None);
                self.add_one(
                    format!("{organizations} organizations, processor time, {name}"),
                    processor[name],
                    MILLISECONDS,
                    None,
                );
            }
        }
        let ratio = growth.large.divided_by(&growth.small);
        self.add("a hundred thousand items of each kind, of a thousand", &ratio, TIMES, None);
        let picture = plot::growth(&growth.grown);
        fs::write(folder().join("growth.svg"), picture).expect("a picture");
    }

    /// Writes everything down.
    pub fn finish(self) {
        let missed =
            self.rows.iter().filter(|row| row.goal.is_some_and(|goal| !goal.is_met(row.measured.median)));
        println!("\ngoals missed: {}", missed.count());
        let result = json!({"rows": self.rows, "details": self.details});
        let text = serde_json::to_string_pretty(&result).expect("JSON");
        fs::write(folder().join("result.json"), text).expect("a file");
        println!("results: {}", folder().display());
    }
}

fn line(row: &Row) -> String {
    let Summary { count, median, lower_quartile, upper_quartile, p99 } = row.measured;
    let spread = if count == 1 {
        String::new()
    } else {
        format!("{lower_quartile:.3} to {upper_quartile:.3}, p99 {p99:.3}, {count} samples")
    };
    let goal = row.goal.map_or(String::new(), |goal| {
        format!("{goal:.3} {}", if goal.is_met(median) { "met" } else { "MISSED" })
    });
    format!("| {} | {median:.3} {} | {spread} | {goal} |", row.what, row.unit)
}

/// In megabytes. A zip archive has the same stream in it.
pub fn compressed(contender: &Contender) -> f64 {
    let program = fs::read(contender.program()).expect("a program");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::Write::write_all(&mut encoder, &program).expect("memory");
    #[expect(clippy::cast_precision_loss, reason = "a size")]
    let bytes = encoder.finish().expect("memory").len() as f64;
    bytes / 1_000_000.0
}
