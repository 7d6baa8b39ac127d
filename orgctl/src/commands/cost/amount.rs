//! Numbers such as `1.5M` on the command line.

/// The largest number, which keeps every product within 128 bits.
const MAX: u64 = 1_000_000_000_000;

/// Parses a number of things, with an optional suffix `k`, `M` or `G` for thousands, millions or billions.
pub fn parse(text: &str) -> Result<u64, String> {
    let (number, zeros) = match text.strip_suffix(['k', 'K']) {
        Some(number) => (number, 3),
        None => match (text.strip_suffix('M'), text.strip_suffix('G')) {
            (Some(number), _) => (number, 6),
            (_, Some(number)) => (number, 9),
            _ => (text, 0),
        },
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    if !is_number(whole) || !(fraction.is_empty() || is_number(fraction)) || fraction.len() > zeros {
        return Err("expected a whole number, such as 250000, 250k or 1.5M".to_owned());
    }
    let too_large = || format!("expected at most {MAX}");
    let digits = format!("{whole}{fraction:0<zeros$}");
    digits.parse().ok().filter(|number| *number <= MAX).ok_or_else(too_large)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffix_multiplies_number() {
        for (text, expected) in [
            ("0", Some(0)),
            ("250000", Some(250_000)),
            ("250k", Some(250_000)),
            ("1.5M", Some(1_500_000)),
            ("1.50M", Some(1_500_000)),
            ("0.000001M", Some(1)),
            ("1000G", Some(MAX)),
            ("1001G", None),
            ("99999999999999999999", None),
            ("0.0000001M", None),
            ("1.5", None),
            ("1.M5", None),
            ("1.-5k", None),
            ("k", None),
            ("-1", None),
            ("1 M", None),
            ("", None),
        ] {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
    }
}
