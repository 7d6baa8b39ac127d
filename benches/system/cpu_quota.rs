//! What a part of a processor makes of a request: Lambda gives a function a share that grows with its memory, and a whole one with 1,769 MB.
//!
//! Control groups set the share, and the system's administrator makes them (`docs/performance.md` shows how). Each function is moved
//! there once it is ready, for Lambda gives a whole processor until then.

use std::path::{Path, PathBuf};

use super::{cold_start::ColdStart, effort::Effort, programs::Program, samples::Samples, world::World};

const ROUNDS: usize = 20;

/// Measures in each control group by turns, and prints what was measured.
pub async fn measure(world: &World, ours: &Program, groups: &[String], effort: Effort) {
    let mut all: Vec<(PathBuf, ColdStart)> =
        groups.iter().map(|group| (Path::new(group).to_owned(), ColdStart::default())).collect();
    for _ in 0..effort.of(ROUNDS) {
        for (group, measured) in &mut all {
            measured.start(ours, &world.environment, &world.event("standard"), Some(group)).await;
        }
    }
    println!("| control group | first request | warm, after a rest | warm, one after another |");
    println!("|---|---|---|---|");
    for (group, measured) in &all {
        let [first, rested, warm] = [&measured.first, &measured.rested, &measured.warm].map(Samples::summary);
        let group = group.file_name().unwrap_or_default().display();
        println!("| {group} | {first} ms | {rested} ms | {warm} ms |");
    }
}
