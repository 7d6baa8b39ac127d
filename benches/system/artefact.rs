//! How large the programs are that are deployed.

use std::{fs, io::Write};

use flate2::{Compression, write::GzEncoder};

use super::{
    contenders::Contender,
    report::{Goal, Report, Unit},
    samples::Samples,
};

/// In megabytes. A zip archive has the same stream in it.
pub fn compressed(contender: &Contender) -> f64 {
    let program = fs::read(contender.program()).expect("a program");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&program).expect("memory");
    #[expect(clippy::cast_precision_loss, reason = "a size")]
    let bytes = encoder.finish().expect("memory").len() as f64;
    bytes / 1_000_000.0
}

pub fn tell(contenders: &[Contender], report: &mut Report) {
    report.section("Compressed program");
    for contender in contenders.iter().filter(|contender| !contender.is_peer) {
        let size = Samples(vec![compressed(contender)]);
        if contender.is_ours() {
            report.add_goal("compressed program", &size, Unit::Megabytes, Goal::AtMost(3.3));
        } else {
            report.add(contender.name, &size, Unit::Megabytes);
        }
    }
}
