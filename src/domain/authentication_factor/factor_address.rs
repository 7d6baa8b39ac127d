//! The email address in a factor.

use serde_json::Value;

use super::parse_factor::FactorObject;
use crate::domain::EmailAddress;

/// The email address in a factor or in its detail objects.
#[derive(Clone)]
pub(super) enum FactorAddress {
    /// No address. The factor applies to the session's address.
    Absent,
    /// Exactly one address.
    One(EmailAddress),
    /// A value that is not an address, or two different addresses. The factor applies to no address.
    Unusable,
}

impl FactorAddress {
    /// Combines the values of `email_address` in `object` and in each of its detail objects (`…_factor`).
    pub(super) fn of(object: &FactorObject) -> Self {
        let details = object.iter().filter(|(key, _)| key.ends_with("_factor"));
        let details = details.filter_map(|(_, detail)| detail.as_object());
        let named = [object].into_iter().chain(details).filter_map(|object| object.get("email_address"));
        named.fold(Self::Absent, Self::combine)
    }

    /// Returns true if the factor applies to a session with this address.
    pub(super) fn applies_to(&self, address: &EmailAddress) -> bool {
        match self {
            Self::Absent => true,
            Self::One(named) => named == address,
            Self::Unusable => false,
        }
    }

    fn combine(self, value: &Value) -> Self {
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
