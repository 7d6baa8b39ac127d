//! Functions that were built differently, beside each other: what a setting of the build or a change of the code is worth.

use std::collections::BTreeMap;

use super::{
    Effort, answers, artefact, cold_start, contenders::Contender, over_tls::BehindTls, samples::Samples,
    throughput, world::World,
};

/// Measures every program in turn, round by round, and prints each as a multiple of the first.
pub async fn measure(world: &World, programs: &[String], effort: Effort, sample_answers: answers::Samples) {
    let numbered = programs.iter().enumerate();
    let contenders: Vec<_> =
        numbered.map(|(index, program)| Contender::built_elsewhere(index, program)).collect();
    answers::compare(world, &contenders, sample_answers).await;
    let event = world.event("standard");
    let starts = cold_start::measure(&world.environment, &event, &contenders, effort).await;
    let behind_tls = BehindTls::put(world).await;
    let over_tls = cold_start::measure(&behind_tls.few, &event, &contenders, effort).await;
    let rates = throughput::measure(world, &contenders, effort).await;
    let mut table: BTreeMap<&str, Vec<(&str, Samples)>> = BTreeMap::new();
    for contender in &contenders {
        let name = contender.name;
        let measured = [
            ("cold start, ms", starts[name].ready.clone()),
            ("cold start, processor, ms", starts[name].processor.clone()),
            ("cold start over TLS, ms", over_tls[name].ready.clone()),
            ("cold start over TLS, processor, ms", over_tls[name].processor.clone()),
            ("warm request over TLS, ms", over_tls[name].warm.clone()),
            ("first request, ms", starts[name].first.clone()),
            ("start and first request, ms", starts[name].ready.plus(&starts[name].first)),
            ("first request, of a warm one", starts[name].first.divided_by(&starts[name].warm)),
            (
                "first request, of a warm one after a rest",
                starts[name].first.divided_by(&starts[name].rested),
            ),
            ("warm request, ms", starts[name].warm.clone()),
            ("warm request after a rest, ms", starts[name].rested.clone()),
            ("processor time of a request, µs", rates[name].processor.clone()),
            ("requests a second", rates[name].rate.clone()),
            ("peak of memory, KB", Samples(vec![rates[name].peak])),
            ("compressed program, MB", Samples(vec![artefact::compressed(contender)])),
        ];
        for (what, samples) in measured {
            table.entry(what).or_default().push((name, samples));
        }
    }
    for (what, rows) in &table {
        let first = &rows[0].1;
        for (name, samples) in rows {
            let ratio = samples.divided_by(first).median();
            println!("| {what} | {name} | {:.3} | {ratio:.3} × |", samples.median());
        }
    }
}
