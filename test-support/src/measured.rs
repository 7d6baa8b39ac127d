//! Measurements: quantiles of times, and memory.

use std::fs;

/// What a process holds, in KB. Where there is no `/proc`, nothing is known.
pub fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    resident.trim().trim_end_matches(" kB").parse().ok()
}

/// The value below which this share of sorted values lies.
pub fn quantile<T: Copy>(sorted: &[T], share: f64) -> T {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let at = ((sorted.len() as f64 - 1.0) * share) as usize;
    sorted[at]
}

/// Reads a parameter of a random test from the environment.
pub fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|value| value.parse().expect("a number"))
}
