//! JSON that every common parser accepts.
//!
//! RFC 8259 leaves three things to the parser: how deep values nest, how large numbers are, and whether an escape may name
//! half of a surrogate pair. The parsers of Python, Rust, PHP and others disagree on them. Rust's `serde_json` also gives two
//! names of fields a meaning of its own.

use thiserror::Error;

/// The deepest nesting of objects and lists in one object. An answer adds up to nine levels around it, which stays below the
/// limits of Rust's `serde_json` (128) and PHP (512); .NET's default (64) is for the whole answer, and has to be raised there.
const DEEPEST: usize = 64;
/// Names of fields under which `serde_json` expects its own text, if a client enables one of its features `raw_value` and
/// `arbitrary_precision`. Any other text makes the whole answer an error there.
const RESERVED_KEYS: [&str; 2] = ["$serde_json::private::RawValue", "$serde_json::private::Number"];
/// A shorter number without an exponent always fits a double.
const SHORT_NUMBER: usize = 300;

/// The reason why a common parser refuses a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PortabilityError {
    /// Deeper than 64 levels.
    #[error("nested deeper than {DEEPEST} levels")]
    TooDeep,
    /// A number such as `1e999`.
    #[error("a number is larger than a double can hold")]
    NumberTooLarge,
    /// An escape such as `\ud800` without its other half.
    #[error("an escape names half of a surrogate pair")]
    LoneSurrogate,
    /// A field with a name that `serde_json` reserves.
    #[error("a field has a name that the parser serde_json reserves")]
    ReservedKey,
}

/// Checks a text that is valid JSON.
///
/// # Errors
/// [`PortabilityError`] for the first thing that a common parser refuses.
pub fn check_portable(json: &str) -> Result<(), PortabilityError> {
    let mut rest = json.as_bytes();
    let mut depth = 0;
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(PortabilityError::TooDeep);
                }
                after
            }
            b'}' | b']' => {
                depth -= 1;
                after
            }
            b'"' => {
                let following = after_string(after)?;
                check_key(&rest[..rest.len() - following.len()], following)?;
                following
            }
            b'-' | b'0'..=b'9' => after_number(rest)?,
            _ => after,
        };
    }
    Ok(())
}

/// Returns what follows a string whose opening quotation mark was read.
fn after_string(mut rest: &[u8]) -> Result<&[u8], PortabilityError> {
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => return Ok(after),
            b'\\' => after_escape(after)?,
            _ => after,
        };
    }
    Ok(rest)
}

/// Checks a string with its quotation marks, if what follows says that it is the name of a field. The name could be written
/// with escapes.
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

/// Returns what follows an escape whose backslash was read. A high surrogate takes the low one with it.
fn after_escape(rest: &[u8]) -> Result<&[u8], PortabilityError> {
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

/// Parses `uXXXX`.
fn code_unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn after_number(rest: &[u8]) -> Result<&[u8], PortabilityError> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
    let (number, after) = rest.split_at(length);
    let is_plain = length <= SHORT_NUMBER && !number.iter().any(|byte| matches!(byte, b'e' | b'E'));
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
    fn texts_that_some_parsers_refuse_are_not_portable() {
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
