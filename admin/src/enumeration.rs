//! Lists within a sentence.

use std::fmt::Display;

/// Returns `a`, `a and b`, or `a, b and c`.
#[must_use]
pub fn enumeration<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    let mut texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    match texts.pop() {
        Some(last) if !texts.is_empty() => format!("{} and {last}", texts.join(", ")),
        last => last.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_two_values_are_joined_by_and() {
        for (values, expected) in
            [(&[][..], ""), (&["a"], "a"), (&["a", "b"], "a and b"), (&["a", "b", "c"], "a, b and c")]
        {
            assert_eq!(enumeration(values), expected);
        }
    }
}
