//! The causes of an error, for messages to operators.

use std::{error::Error, iter::successors};

/// Returns the error and its causes, outermost first.
pub fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    successors(Some(error), |&cause| cause.source())
}

/// Returns the innermost cause, which is the most specific: an unknown host, a closed port or an invalid certificate.
#[must_use]
pub fn root_cause<'e>(error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    causes(error).last().unwrap_or(error)
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Failed(&'static str, Option<Box<Failed>>);

    impl fmt::Display for Failed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Failed {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|cause| cause as &(dyn Error + 'static))
        }
    }

    #[test]
    fn causes_are_listed_outermost_first() {
        let error = Failed("request failed", Some(Box::new(Failed("connection refused", None))));
        let texts: Vec<_> = causes(&error).map(ToString::to_string).collect();
        assert_eq!(texts, ["request failed", "connection refused"]);
    }

    #[test]
    fn root_cause_is_the_innermost_error() {
        let inner = Failed("connection refused", None);
        assert_eq!(root_cause(&inner).to_string(), "connection refused");
        let outer = Failed("request failed", Some(Box::new(Failed("no route", Some(Box::new(inner))))));
        assert_eq!(root_cause(&outer).to_string(), "connection refused");
    }
}
