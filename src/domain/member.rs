//! Members of organizations.

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

use roles::ADMIN_ROLE;

use super::{
    EmailAddress, EmailDomain, JsonObject, MemberId, OrganizationId, Timestamp,
    null_as_default::null_as_default,
};

/// The status of a Member in its organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberStatus {
    /// The Member belongs to the organization. This is Stytch's default for a new Member.
    #[default]
    Active,
    /// The Member has not completed joining.
    Pending,
    /// The Member was invited.
    Invited,
    /// The Member was removed. It can return only if it is reactivated or invited, not by joining.
    Deleted,
}

/// The second factor that a login page asks for first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultMfaMethod {
    /// No default method; an empty string in JSON.
    #[default]
    #[serde(rename = "")]
    None,
    /// A code sent to the Member's phone.
    SmsOtp,
    /// A code from an authenticator app.
    Totp,
}

/// A Member: a person in one organization, in Stytch's JSON format.
///
/// The fields are in alphabetical order, which is the order of the keys in responses. `organization_id`, `member_id`
/// and `email_address` are required. A missing or `null` value of another field becomes Stytch's default for a new
/// Member.
///
/// ```
/// use org_discovery::domain::{Member, MemberStatus};
///
/// let jane: Member = serde_json::from_str(
///     r#"{"organization_id": "acme", "member_id": "jane", "email_address": "Jane@Acme.com", "name": null}"#,
/// )?;
/// assert_eq!(jane.email_address.as_str(), "jane@acme.com");
/// assert_eq!(jane.status, MemberStatus::Active);
/// assert_eq!(jane.name, "");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[expect(missing_docs, reason = "the fields are documented in Stytch's reference of the Member object")]
#[expect(clippy::struct_excessive_bools, reason = "the JSON format has these flags")]
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
    /// True if the Member has the role `stytch_admin` or the JSON field is true.
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

/// Shows only ids and status, because the other fields are personal data.
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
    /// Creates a Member with Stytch's default values for all other fields.
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

    /// Returns true unless the Member is deleted.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.status != MemberStatus::Deleted
    }

    /// Returns the retired addresses that other Members of the organization cannot use.
    ///
    /// A deleted Member reserves no addresses. An address that the Member has returned to is not reserved, because it
    /// is in use.
    #[must_use]
    pub fn reserved_addresses(&self) -> BTreeSet<&EmailAddress> {
        let retired = self.retired_email_addresses.iter().map(|retired| &retired.email_address);
        retired.filter(|address| self.is_live() && **address != self.email_address).collect()
    }

    /// Returns true if the Member is active and its address is verified.
    ///
    /// Such a Member cannot be created without access to the mailbox, so a shortened answer never omits its
    /// organization.
    #[must_use]
    pub fn is_active_and_verified(&self) -> bool {
        self.status == MemberStatus::Active && self.email_address_verified
    }

    /// Returns the domain for which this Member counts as a verified Member, if any.
    ///
    /// Only active Members with a verified address count, and never for a shared mailbox domain. The count determines
    /// whether other people of the domain may join.
    #[must_use]
    pub fn verified_domain(&self) -> Option<&EmailDomain> {
        let domain = self.email_address.domain();
        let counts = self.is_active_and_verified() && !domain.is_shared_mailbox();
        counts.then_some(domain)
    }
}
