//! The compressed size of the deployed programs.

use std::{fs, io::Write};

use flate2::{Compression, write::GzEncoder};

use super::{
    programs::Program,
    report::{Goal, Report, Unit},
    samples::Samples,
};

/// Returns the gzip-compressed size in megabytes. A zip archive contains the same compressed stream.
pub fn compressed(program: &Program) -> f64 {
    let content = fs::read(program.path()).expect("a program");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content).expect("memory");
    #[expect(clippy::cast_precision_loss, reason = "a size")]
    let bytes = encoder.finish().expect("memory").len() as f64;
    bytes / 1_000_000.0
}

pub fn add_to_report(programs: &[Program], report: &mut Report) {
    report.section("Compressed program");
    for program in programs.iter().filter(|program| !program.is_peer) {
        let size = Samples(vec![compressed(program)]);
        if program.is_org_discovery() {
            report.add_goal("compressed program", &size, Unit::Megabytes, Goal::AtMost(3.3));
        } else {
            report.add(program.name, &size, Unit::Megabytes);
        }
    }
}
