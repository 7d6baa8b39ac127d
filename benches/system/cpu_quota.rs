//! Times requests under a processor quota. Lambda's quota is proportional to the memory of a function: 1,769 MB get a
//! whole processor.
//!
//! Control groups enforce the quota. The administrator of the machine creates them, as `benches/README.md` describes. A
//! function is moved into its group once it is ready, because Lambda gives a whole processor until then.

use std::path::{Path, PathBuf};

use super::{cold_start::ColdStart, effort::Effort, fixture::Fixture, programs::Program, samples::Samples};

const ROUNDS: usize = 20;

/// Measures the control groups in turn and prints the times.
pub async fn measure(fixture: &Fixture, program: &Program, groups: &[String], effort: Effort) {
    let mut all: Vec<(PathBuf, ColdStart)> =
        groups.iter().map(|group| (Path::new(group).to_owned(), ColdStart::default())).collect();
    for _ in 0..effort.of(ROUNDS) {
        for (group, measured) in &mut all {
            measured.start(program, &fixture.environment, &fixture.event("standard"), Some(group)).await;
        }
    }
    println!("| control group | first request | warm, after idle time | warm, back to back |");
    println!("|---|---|---|---|");
    for (group, measured) in &all {
        let [first, after_idle, warm] =
            [&measured.first, &measured.after_idle, &measured.warm].map(Samples::summary);
        let group = group.file_name().unwrap_or_default().display();
        println!("| {group} | {first} ms | {after_idle} ms | {warm} ms |");
    }
}
