//! The Member object.

mod registrations;
mod roles;
mod scim;

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Deserializer, Serialize};

pub use registrations::{OAuthRegistration, RetiredEmailAddress, SsoRegistration};
pub use roles::{MemberRole, MemberRoleSource, RoleSourceType};
pub use scim::{
    ScimAddress, ScimAttributes, ScimEnterpriseExtension, ScimGroup, ScimManager, ScimName, ScimRegistration,
    ScimValue,
};

use super::{
    EmailAddress, EmailDomain, JsonObject, MemberId, OrganizationId, Timestamp,
    null_as_default::null_as_default,
};

/// Where a Member stands with the organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberStatus {
    /// Belongs to it. What Stytch gives a new Member.
    #[default]
    Active,
    /// Has begun to join and has not finished.
    Pending,
    /// Was asked to join.
    Invited,
    /// Was removed, and stays out until reactivated or invited.
    Deleted,
}

/// The second factor that a Member is asked for first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultMfaMethod {
    /// None was chosen; an empty string on the wire.
    #[default]
    #[serde(rename = "")]
    None,
    /// A code sent to the phone.
    SmsOtp,
    /// A code from an app.
    Totp,
}

/// The role that makes an administrator.
const ADMIN_ROLE: &str = "stytch_admin";

/// A person in one organization, in Stytch's shape.
///
/// The fields stand in alphabetical order because the answer's keys do. Organization, id and address must be given;
/// everything else has the value that Stytch gives a new Member.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[expect(missing_docs, reason = "the fields are Stytch's, documented in its reference of the Member object")]
#[expect(clippy::struct_excessive_bools, reason = "the wire has these switches")]
pub struct Member {
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub default_mfa_method: DefaultMfaMethod,
    pub email_address: EmailAddress,
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_address_verified: bool,
    #[serde(default)]
    pub external_id: Option<String>,
    /// True for whoever has the role `stytch_admin`, also where the writer left this field out.
    #[serde(default, deserialize_with = "null_as_default")]
    pub is_admin: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub is_breakglass: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub is_locked: bool,
    #[serde(default)]
    pub lock_created_at: Option<Timestamp>,
    #[serde(default)]
    pub lock_expires_at: Option<Timestamp>,
    pub member_id: MemberId,
    #[serde(default, deserialize_with = "null_as_default")]
    pub member_password_id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub mfa_enrolled: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub mfa_phone_number: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub mfa_phone_number_verified: bool,
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub oauth_registrations: Vec<OAuthRegistration>,
    pub organization_id: OrganizationId,
    #[serde(default, deserialize_with = "null_as_default")]
    pub retired_email_addresses: Vec<RetiredEmailAddress>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub roles: Vec<MemberRole>,
    #[serde(default)]
    pub scim_registration: Option<ScimRegistration>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub sso_registrations: Vec<SsoRegistration>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: MemberStatus,
    #[serde(default, deserialize_with = "null_as_default")]
    pub totp_registration_id: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub trusted_metadata: JsonObject,
    #[serde(default, deserialize_with = "null_as_default")]
    pub untrusted_metadata: JsonObject,
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

/// A Member is full of what belongs to a person, so debug output shows ids and status only.
impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { organization_id, member_id, status, .. } = self;
        write!(f, "Member({member_id} of {organization_id}, {status:?})")
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut member = Self::deserialize(deserializer)?;
        member.is_admin |= member.roles.iter().any(|role| role.role_id == ADMIN_ROLE);
        Ok(member)
    }
}

impl Serialize for Member {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl Member {
    /// Returns a Member with these ids and this address. Every other field has the value of a new Member.
    #[must_use]
    pub fn new(organization_id: OrganizationId, member_id: MemberId, email_address: EmailAddress) -> Self {
        Self {
            created_at: None,
            default_mfa_method: DefaultMfaMethod::default(),
            email_address,
            email_address_verified: false,
            external_id: None,
            is_admin: false,
            is_breakglass: false,
            is_locked: false,
            lock_created_at: None,
            lock_expires_at: None,
            member_id,
            member_password_id: String::new(),
            mfa_enrolled: false,
            mfa_phone_number: String::new(),
            mfa_phone_number_verified: false,
            name: String::new(),
            oauth_registrations: Vec::new(),
            organization_id,
            retired_email_addresses: Vec::new(),
            roles: Vec::new(),
            scim_registration: None,
            sso_registrations: Vec::new(),
            status: MemberStatus::default(),
            totp_registration_id: String::new(),
            trusted_metadata: JsonObject::default(),
            untrusted_metadata: JsonObject::default(),
            updated_at: None,
        }
    }

    /// Whether the Member belongs to the organization or is on the way in.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status != MemberStatus::Deleted
    }

    /// Returns the addresses that no other Member of the organization can use because of this one, each once. A deleted
    /// Member reserves none, and a Member that returned to an address uses it again.
    #[must_use]
    pub fn reserved_addresses(&self) -> BTreeSet<&EmailAddress> {
        let retired = self.retired_email_addresses.iter().map(|retired| &retired.email_address);
        retired.filter(|address| self.is_live() && **address != self.email_address).collect()
    }

    /// Whether this is an active Member whose address was verified. Strangers can make no such Member for an address, so its
    /// organization is never left out of an answer.
    #[must_use]
    pub fn is_active_and_verified(&self) -> bool {
        self.status == MemberStatus::Active && self.email_address_verified
    }

    /// The domain for which this Member vouches, if any: an active Member with a verified address shows that people of
    /// the domain are in the organization. Nobody vouches for a common mailbox domain.
    #[must_use]
    pub fn verified_domain(&self) -> Option<&EmailDomain> {
        let domain = self.email_address.domain();
        let counts = self.is_active_and_verified() && !domain.is_common_mailbox();
        counts.then_some(domain)
    }
}
