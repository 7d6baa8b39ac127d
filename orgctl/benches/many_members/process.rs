//! A run of the program: its time, its first output and its peak memory.

use std::{
    fs,
    time::{Duration, Instant},
};

use test_support::Orgctl;
use tokio::io::AsyncReadExt;

/// The time and memory of a run.
pub struct Measured {
    pub time: Duration,
    first_output: Duration,
    peak_kb: u64,
}

impl Measured {
    /// Prints a row of the table. `self` is the run with fewer Members.
    pub fn print(&self, name: &str, raw: Duration, many: &Self) {
        let ratio = |a: f64, b: f64| a / b;
        #[expect(clippy::cast_precision_loss, reason = "kilobytes fit")]
        let (few_kb, many_kb) = (self.peak_kb as f64, many.peak_kb as f64);
        println!(
            "| {name} | {:.2} × | {} ms | {:.0} MB | {:.2} × |",
            ratio(many.time.as_secs_f64(), raw.as_secs_f64()),
            many.first_output.as_millis(),
            many_kb / 1000.0,
            ratio(many_kb, few_kb),
        );
        eprintln!("{name}: {:.2} s, the calls alone {:.2} s", many.time.as_secs_f64(), raw.as_secs_f64());
    }
}

/// Runs the program, which must succeed, and reads all its output.
pub async fn run(orgctl: &Orgctl, arguments: &[&str]) -> Measured {
    let started = Instant::now();
    let mut child = orgctl.spawn(arguments);
    let status = format!("/proc/{}/status", child.id().expect("a process"));
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut first_output = None;
    let mut peak_kb = 0;
    let mut buffer = vec![0; 1 << 20];
    loop {
        peak_kb = peak_of(&status).unwrap_or(peak_kb);
        let read = stdout.read(&mut buffer);
        match tokio::time::timeout(Duration::from_millis(5), read).await {
            Err(_) => {}
            Ok(Ok(0)) => break,
            Ok(read) => {
                read.expect("output");
                first_output.get_or_insert_with(|| started.elapsed());
            }
        }
    }
    let output = child.wait_with_output().await.expect("a process");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let time = started.elapsed();
    Measured { time, first_output: first_output.unwrap_or(time), peak_kb }
}

/// Returns the peak memory of a process, or `None` if it has ended.
fn peak_of(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
