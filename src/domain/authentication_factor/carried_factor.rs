//! Factors that a new session takes over from another session.

use serde_json::{Map, Value, value::RawValue};

use super::{AuthenticationFactor, AuthenticationFactors};
use crate::domain::EmailAddress;

/// The way in which a factor is carried into a new session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarriedFactor {
    /// The factor is not carried.
    Dropped,
    /// The factor is carried with its JSON text.
    Unchanged,
    /// A password factor is carried, with this `member_password_id`.
    NamingPassword(String),
}

impl AuthenticationFactors {
    /// Returns the factors for `address` that a new session takes over. `carry` decides on each of them. The time of a
    /// factor, `last_authenticated_at`, is never renewed.
    #[must_use]
    pub fn carried(
        &self,
        address: &EmailAddress,
        carry: impl Fn(&AuthenticationFactor) -> CarriedFactor,
    ) -> Self {
        let texts: Vec<&RawValue> = serde_json::from_str(self.json()).unwrap_or_default();
        let mut carried = Vec::new();
        for (text, parsed) in texts.into_iter().zip(&self.factors) {
            if !parsed.address.applies_to(address) {
                continue;
            }
            match carry(&parsed.factor) {
                CarriedFactor::Dropped => {}
                CarriedFactor::Unchanged => carried.push(text.get().to_owned()),
                CarriedFactor::NamingPassword(id) => carried.push(naming_password(text.get(), id)),
            }
        }
        serde_json::from_str(&format!("[{}]", carried.join(","))).unwrap_or_default()
    }
}

/// Sets the `member_password_id` of a password factor.
fn naming_password(factor: &str, id: String) -> String {
    let mut object: Map<String, Value> = serde_json::from_str(factor).unwrap_or_default();
    let detail = object.entry("password_factor").or_insert_with(|| Value::Object(Map::new()));
    if !detail.is_object() {
        *detail = Value::Object(Map::new());
    }
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("member_password_id".to_owned(), Value::String(id));
    }
    Value::Object(object).to_string()
}
