//! SCIM registrations of Members (RFC 7643).

#![expect(missing_docs, reason = "the fields are those of RFC 7643")]

use serde::{Deserialize, Serialize};

use crate::domain::null_as_default::null_as_default;

/// A Member's registration with a SCIM directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimRegistration {
    pub connection_id: String,
    #[serde(default)]
    pub external_id: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub registration_id: String,
    #[serde(default)]
    pub scim_attributes: Option<ScimAttributes>,
}

/// The attributes of a SCIM user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimAttributes {
    #[serde(default, deserialize_with = "null_as_default")]
    pub active: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub addresses: Vec<ScimAddress>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub display_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub emails: Vec<ScimValue>,
    #[serde(default)]
    pub enterprise_extension: Option<ScimEnterpriseExtension>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub entitlements: Vec<ScimValue>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub external_id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub groups: Vec<ScimGroup>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub ims: Vec<ScimValue>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub locale: String,
    #[serde(default)]
    pub name: Option<ScimName>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub nick_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub phone_numbers: Vec<ScimValue>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub photos: Vec<ScimValue>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub preferred_language: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub profile_url: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub roles: Vec<ScimValue>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub timezone: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub title: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub user_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub user_type: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub x509certificates: Vec<ScimValue>,
}

/// A group in the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimGroup {
    #[serde(default, deserialize_with = "null_as_default")]
    pub display: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub value: String,
}

/// A value of a multi-valued attribute, such as an email address, a phone number or a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimValue {
    #[serde(default, deserialize_with = "null_as_default")]
    pub primary: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub r#type: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub value: String,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimAddress {
    #[serde(default, deserialize_with = "null_as_default")]
    pub country: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub formatted: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub locality: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub postal_code: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub primary: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub region: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub street_address: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub r#type: String,
}

/// The parts of a person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimName {
    #[serde(default, deserialize_with = "null_as_default")]
    pub family_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub formatted: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub given_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub honorific_prefix: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub honorific_suffix: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub middle_name: String,
}

/// The enterprise extension of a SCIM user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimEnterpriseExtension {
    #[serde(default, deserialize_with = "null_as_default")]
    pub cost_center: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub department: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub division: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub employee_number: String,
    #[serde(default)]
    pub manager: Option<ScimManager>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub organization: String,
}

/// The manager of a SCIM user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimManager {
    #[serde(default, deserialize_with = "null_as_default")]
    pub display_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub r#ref: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub value: String,
}
