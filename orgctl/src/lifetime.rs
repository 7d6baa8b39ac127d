//! Stretches of time as people write them: `90s`, `10m`, `1h`, `7d`.

/// How long something lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    pub seconds: i64,
}

/// Reads a whole number and a unit.
pub fn parse(text: &str) -> Result<Lifetime, String> {
    let wrong = || "expected a number and a unit, such as 90s, 10m, 1h or 7d".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds: i64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let number: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    Ok(Lifetime { seconds: i64::from(number) * seconds })
}
