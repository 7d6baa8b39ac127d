//! Numbers as text.

use super::prices::money::Quantity;

/// Returns a whole number with commas between thousands.
pub fn grouped(number: u64) -> String {
    Quantity::from(number).to_string()
}

/// Returns half units as units.
pub fn half(half_units: u64) -> String {
    Quantity::new(half_units.into(), 2).to_string()
}

/// Returns a load per second: three digits below 100, whole numbers above. Rounds down, because a limit is not exceeded.
pub fn load(load: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and below 10^12")]
    let tenths = (load * 10.0 + 1e-6).floor() as u64;
    match tenths {
        1_000.. => grouped(tenths / 10),
        _ if tenths.is_multiple_of(10) => grouped(tenths / 10),
        _ => format!("{}.{}", tenths / 10, tenths % 10),
    }
}

/// Converts a count, which is far below 2^52.
pub fn float(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count")]
    let number = count as f64;
    number
}
