//! The e-mail address that a factor names.

use serde_json::Value;

use super::parse_factor::FactorObject;
use crate::domain::EmailAddress;

/// The e-mail address that a factor names, in the factor itself or in one of its detail objects.
#[derive(Clone)]
pub(super) enum FactorAddress {
    /// None is named: the factor concerns the session's address.
    Absent,
    /// One address.
    One(EmailAddress),
    /// A value that is not an address, or two different addresses. The factor concerns no session.
    Unusable,
}

impl FactorAddress {
    /// Collects the addresses of `email_address` in `object` and in every detail object (`…_factor`).
    pub(super) fn of(object: &FactorObject) -> Self {
        let details = object.iter().filter(|(key, _)| key.ends_with("_factor"));
        let details = details.filter_map(|(_, detail)| detail.as_object());
        let named = [object].into_iter().chain(details).filter_map(|object| object.get("email_address"));
        named.fold(Self::Absent, Self::and)
    }

    /// Returns whether the factor concerns a session with this address.
    pub(super) fn concerns(&self, address: &EmailAddress) -> bool {
        match self {
            Self::Absent => true,
            Self::One(named) => named == address,
            Self::Unusable => false,
        }
    }

    fn and(self, value: &Value) -> Self {
        let next = match value {
            Value::Null => return self,
            Value::String(text) if text.is_empty() => return self,
            Value::String(text) => EmailAddress::parse(text).map_or(Self::Unusable, Self::One),
            _ => Self::Unusable,
        };
        match (self, next) {
            (Self::Absent, next) => next,
            (Self::One(named), Self::One(next)) if named == next => Self::One(named),
            _ => Self::Unusable,
        }
    }
}
