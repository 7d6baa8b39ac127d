//! Parses the lifetime of a session: `90s`, `10m`, `1h`, `7d`.

/// The lifetime of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    pub seconds: i64,
}

/// Parses a lifetime of whole seconds. Rejects months, because `10M` is easily confused with `10m`, ten minutes.
pub fn parse(text: &str) -> Result<Lifetime, String> {
    let expected = || "expected a number and a unit, such as 90s, 10m, 1h or 7d".to_owned();
    let duration = humantime::parse_duration(text).map_err(|_| expected())?;
    if text.contains('M') || duration.subsec_nanos() > 0 {
        return Err(expected());
    }
    let seconds = i64::try_from(duration.as_secs()).map_err(|_| expected())?;
    Ok(Lifetime { seconds })
}
