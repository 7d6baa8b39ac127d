//! Portable JSON, which every common parser accepts.
//!
//! RFC 8259 lets parsers limit the nesting depth and the range of numbers, and does not define unpaired surrogate
//! escapes. The parsers of Python, Rust, PHP and other languages differ in these points. In addition, Rust's
//! `serde_json` reserves two field names.

use thiserror::Error;

/// The maximum nesting depth of objects and arrays. A response adds up to nine levels, so its depth stays below the
/// limits of Rust's `serde_json` (128) and PHP (512). .NET's default limit (64) applies to the whole response, so .NET
/// clients must raise it.
const MAX_DEPTH: usize = 64;
/// Field names that `serde_json` reserves for its features `raw_value` and `arbitrary_precision`. A client that enables
/// one of them cannot parse a response in which the field has another value.
const RESERVED_KEYS: [&str; 2] = ["$serde_json::private::RawValue", "$serde_json::private::Number"];
/// The length up to which a number without an exponent always fits a double.
const MAX_PLAIN_NUMBER_LEN: usize = 300;

/// Errors for JSON text that some common parsers refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PortabilityError {
    /// The text nests deeper than 64 levels.
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// The text contains a number such as `1e999`, which does not fit a double.
    #[error("a number is too large for a double")]
    NumberTooLarge,
    /// The text contains an unpaired surrogate escape such as `\ud800`.
    #[error("an escape is half of a surrogate pair")]
    LoneSurrogate,
    /// The text contains a field name that `serde_json` reserves.
    #[error("a field has a name that the parser serde_json reserves")]
    ReservedKey,
}

/// Checks that valid JSON text is portable.
///
/// # Errors
/// [`PortabilityError`] for the first violation.
pub fn check_portable(json: &str) -> Result<(), PortabilityError> {
    let mut rest = json.as_bytes();
    let mut depth = 0;
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(PortabilityError::TooDeep);
                }
                after
            }
            b'}' | b']' => {
                depth -= 1;
                after
            }
            b'"' => {
                let following = skip_string(after)?;
                check_key(&rest[..rest.len() - following.len()], following)?;
                following
            }
            b'-' | b'0'..=b'9' => skip_number(rest)?,
            _ => after,
        };
    }
    Ok(())
}

/// Returns the text after a string. `rest` begins after the opening quotation mark.
fn skip_string(mut rest: &[u8]) -> Result<&[u8], PortabilityError> {
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => return Ok(after),
            b'\\' => skip_escape(after)?,
            _ => after,
        };
    }
    Ok(rest)
}

/// Checks that a quoted string is not a reserved field name. It is a field name if a colon follows, and may contain
/// escapes.
fn check_key(string: &[u8], following: &[u8]) -> Result<(), PortabilityError> {
    let is_key = following.trim_ascii_start().starts_with(b":");
    let may_be_reserved = || string.starts_with(b"\"$") || string.contains(&b'\\');
    if is_key && may_be_reserved() {
        let key: Option<String> = serde_json::from_slice(string).ok();
        if key.is_some_and(|key| RESERVED_KEYS.contains(&key.as_str())) {
            return Err(PortabilityError::ReservedKey);
        }
    }
    Ok(())
}

/// Returns the text after an escape, or after both escapes of a surrogate pair. `rest` begins after the backslash.
fn skip_escape(rest: &[u8]) -> Result<&[u8], PortabilityError> {
    let Some(unit) = code_unit(rest) else {
        return Ok(rest.get(1..).unwrap_or_default());
    };
    let after = &rest[5..];
    match unit {
        0xD800..=0xDBFF => match after.strip_prefix(b"\\").and_then(code_unit) {
            Some(0xDC00..=0xDFFF) => Ok(&after[6..]),
            _ => Err(PortabilityError::LoneSurrogate),
        },
        0xDC00..=0xDFFF => Err(PortabilityError::LoneSurrogate),
        _ => Ok(after),
    }
}

/// Parses the code unit of an escape `uXXXX`.
fn code_unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn skip_number(rest: &[u8]) -> Result<&[u8], PortabilityError> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
    let (number, after) = rest.split_at(length);
    let is_plain = length <= MAX_PLAIN_NUMBER_LEN && !number.iter().any(|byte| matches!(byte, b'e' | b'E'));
    let fits = || std::str::from_utf8(number).is_ok_and(|text| text.parse().is_ok_and(f64::is_finite));
    if is_plain || fits() { Ok(after) } else { Err(PortabilityError::NumberTooLarge) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_json_is_portable() {
        for json in [
            "{}",
            r#"{"a": [1, -0.5e3, 1e308, 123456789012345678901234567890], "b": "\u00e4 \ud83d\ude00 \\ud800 \"x\""}"#,
            &format!("{}1{}", "[".repeat(64), "]".repeat(64)),
            &format!("[{}]", "9".repeat(308)),
            r#"{"$serde_json": "$serde_json::private::RawValue", "a\\": ["$serde_json::private::Number"]}"#,
        ] {
            assert_eq!(check_portable(json), Ok(()), "{json}");
        }
    }

    #[test]
    fn json_refused_by_some_parsers_is_not_portable() {
        let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
        let long = format!("[{}]", "9".repeat(400));
        for (json, error) in [
            (deep.as_str(), PortabilityError::TooDeep),
            ("[1e999]", PortabilityError::NumberTooLarge),
            ("[-1E400]", PortabilityError::NumberTooLarge),
            (&long, PortabilityError::NumberTooLarge),
            (r#"["\ud800"]"#, PortabilityError::LoneSurrogate),
            (r#"["\ud800\u0041"]"#, PortabilityError::LoneSurrogate),
            (r#"["\ud800 \udc00"]"#, PortabilityError::LoneSurrogate),
            (r#"{"\udc00": 1}"#, PortabilityError::LoneSurrogate),
            (r#"["\uD83D\uD83D"]"#, PortabilityError::LoneSurrogate),
            (r#"{"a": {"$serde_json::private::RawValue" : "x"}}"#, PortabilityError::ReservedKey),
            (r#"{"$serde_json::private::Number": "x"}"#, PortabilityError::ReservedKey),
            (r#"{"\u0024serde_json::private::R\u0061wValue": 1}"#, PortabilityError::ReservedKey),
        ] {
            assert_eq!(check_portable(json), Err(error), "{json}");
        }
    }
}
