//! Functions that were built differently, beside each other: what a setting of the build or a change of the code is worth.

use std::collections::BTreeMap;

use super::{
    answers, artifact_size,
    cold_start::{self, ColdStart},
    effort::Effort,
    over_tls::BehindTls,
    programs::Program,
    samples::Samples,
    throughput::{self, Throughput},
    world::World,
};

/// Measures every program in turn, round by round, and prints each as a multiple of the first.
pub async fn measure(
    world: &World,
    programs: &[String],
    effort: Effort,
    sample_answers: answers::SampleEvents,
) {
    let numbered = programs.iter().enumerate();
    let programs: Vec<_> =
        numbered.map(|(index, program)| Program::built_elsewhere(index, program)).collect();
    answers::compare(world, &programs, sample_answers).await;
    let event = world.event("standard");
    let starts = cold_start::measure(&world.environment, &event, &programs, effort).await;
    let behind_tls = BehindTls::put(world).await;
    let over_tls = cold_start::measure(&behind_tls.few, &event, &programs, effort).await;
    let rates = throughput::measure(world, &programs, effort).await;
    let mut table: BTreeMap<&str, Vec<(&str, Samples)>> = BTreeMap::new();
    for program in &programs {
        let name = program.name;
        let measured = rows(&starts[name], &over_tls[name], &rates[name], artifact_size::compressed(program));
        for (what, samples) in measured {
            table.entry(what).or_default().push((name, samples));
        }
    }
    print(&table);
}

/// Returns the rows of one program.
fn rows(
    starts: &ColdStart,
    over_tls: &ColdStart,
    rates: &Throughput,
    compressed: f64,
) -> Vec<(&'static str, Samples)> {
    vec![
        ("cold start, ms", starts.ready.clone()),
        ("cold start, processor, ms", starts.processor.clone()),
        ("cold start over TLS, ms", over_tls.ready.clone()),
        ("cold start over TLS, processor, ms", over_tls.processor.clone()),
        ("warm request over TLS, ms", over_tls.warm.clone()),
        ("first request, ms", starts.first.clone()),
        ("start and first request, ms", starts.ready.plus(&starts.first)),
        ("first request, of a warm one", starts.first.divided_by(&starts.warm)),
        ("first request, of a warm one after a rest", starts.first.divided_by(&starts.rested)),
        ("warm request, ms", starts.warm.clone()),
        ("warm request after a rest, ms", starts.rested.clone()),
        ("processor time of a request, µs", rates.processor.clone()),
        ("requests a second", rates.rate.clone()),
        ("peak of memory, KB", Samples(vec![rates.peak])),
        ("compressed program, MB", Samples(vec![compressed])),
    ]
}

/// Prints each row, and its median as a multiple of the first program's.
fn print(table: &BTreeMap<&str, Vec<(&str, Samples)>>) {
    for (what, rows) in table {
        let first = &rows[0].1;
        for (name, samples) in rows {
            let ratio = samples.divided_by(first).median();
            println!("| {what} | {name} | {:.3} | {ratio:.3} × |", samples.median());
        }
    }
}
