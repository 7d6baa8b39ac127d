//! Memory use, quantiles, and numeric test parameters.

use std::fs;

/// Returns the resident memory of a process in KB, or `None` on a system without `/proc`.
pub fn resident_kb(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    resident.trim().trim_end_matches(" kB").parse().ok()
}

/// Returns a quantile of sorted values. `fraction` is between 0 and 1.
pub fn quantile<T: Copy>(sorted: &[T], fraction: f64) -> T {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index of a list"
    )]
    let index = ((sorted.len() as f64 - 1.0) * fraction) as usize;
    sorted[index]
}

/// Reads a number, such as the seed of a random test, from an environment variable.
pub fn number_from_env(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|value| value.parse().expect("a number"))
}
