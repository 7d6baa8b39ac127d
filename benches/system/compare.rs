//! Compares builds of the function: measures the effect of a build setting or of a code change.

use std::collections::BTreeMap;

use super::{
    artifact_size,
    cold_start::{self, ColdStart},
    effort::Effort,
    fixture::Fixture,
    over_tls::TlsEnvironments,
    programs::Program,
    random_worlds, responses,
    samples::Samples,
    throughput::{self, Throughput},
};

/// Measures the programs in turn, round by round, and prints the results of each as multiples of the first.
pub async fn measure(
    fixture: &Fixture,
    programs: &[String],
    effort: Effort,
    sample_events: responses::SampleEvents,
) {
    let numbered = programs.iter().enumerate();
    let programs: Vec<_> = numbered.map(|(index, program)| Program::prebuilt(index, program)).collect();
    responses::compare(fixture, &programs, sample_events).await;
    if sample_events == responses::SampleEvents::MustMatch {
        Box::pin(random_worlds::compare(&programs)).await;
    }
    let event = fixture.event("standard");
    let starts = cold_start::measure(&fixture.environment, &event, &programs, effort).await;
    let environments = TlsEnvironments::start(fixture.endpoint.port(), &fixture.environment).await;
    let over_tls = cold_start::measure(&environments.amazon_roots, &event, &programs, effort).await;
    let rates = throughput::measure(fixture, &programs, effort).await;
    let mut table: BTreeMap<&str, Vec<(&str, Samples)>> = BTreeMap::new();
    for program in &programs {
        let name = program.name;
        let measured =
            results(&starts[name], &over_tls[name], &rates[name], artifact_size::compressed(program));
        for (metric, samples) in measured {
            table.entry(metric).or_default().push((name, samples));
        }
    }
    print(&table);
}

/// Returns the results of one program.
fn results(
    starts: &ColdStart,
    over_tls: &ColdStart,
    rates: &Throughput,
    compressed: f64,
) -> Vec<(&'static str, Samples)> {
    vec![
        ("cold start, ms", starts.ready.clone()),
        ("cold start, processor time, ms", starts.processor_time.clone()),
        ("cold start over TLS, ms", over_tls.ready.clone()),
        ("cold start over TLS, processor time, ms", over_tls.processor_time.clone()),
        ("warm request over TLS, ms", over_tls.warm.clone()),
        ("first request, ms", starts.first.clone()),
        ("start and first request, ms", starts.ready.plus(&starts.first)),
        ("first request, relative to a warm request", starts.first.divided_by(&starts.warm)),
        (
            "first request, relative to a warm request after idle time",
            starts.first.divided_by(&starts.after_idle),
        ),
        ("warm request, ms", starts.warm.clone()),
        ("warm request after idle time, ms", starts.after_idle.clone()),
        ("processor time per request, µs", rates.processor_time.clone()),
        ("requests per second", rates.rate.clone()),
        ("peak memory, KB", Samples(vec![rates.peak])),
        ("compressed program, MB", Samples(vec![compressed])),
    ]
}

/// Prints each row, and its median as a multiple of the first program's.
fn print(table: &BTreeMap<&str, Vec<(&str, Samples)>>) {
    for (metric, results) in table {
        let first = &results[0].1;
        for (name, samples) in results {
            let ratio = samples.divided_by(first).median();
            println!("| {metric} | {name} | {:.3} | {ratio:.3} × |", samples.median());
        }
    }
}
