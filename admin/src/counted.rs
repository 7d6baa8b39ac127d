//! Numbers with a noun.

/// Returns `1 Member`, `21 Members` or `0 Members`. `noun` is a singular whose plural ends in `s`.
#[must_use]
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
