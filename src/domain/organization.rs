//! Organizations.

mod connections;
mod policy;
mod roles;

use serde::{Deserialize, Serialize};

pub use connections::{ActiveScimConnection, ActiveSsoConnection};
pub use policy::{EmailJitProvisioning, JitProvisioning, MethodPolicy, MfaPolicy, Permission};
pub use roles::{CustomRole, CustomRolePermission, EmailImplicitRoleAssignment};

use super::{
    AuthMethod, EmailDomain, JsonObject, MfaMethod, OAuthTenants, OrganizationId, Timestamp,
    null_as_default::null_as_default,
};

/// An organization, in Stytch's JSON format.
///
/// The fields are in alphabetical order, which is the order of the keys in responses. Only `organization_id` is
/// required. A missing or `null` value of another field becomes Stytch's default for a new organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are documented in Stytch's reference of the Organization object")]
pub struct Organization {
    #[serde(default, deserialize_with = "null_as_default")]
    pub allowed_auth_methods: Vec<AuthMethod>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub allowed_first_party_connected_apps: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub allowed_mfa_methods: Vec<MfaMethod>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub allowed_oauth_tenants: OAuthTenants,
    #[serde(default, deserialize_with = "null_as_default")]
    pub allowed_third_party_connected_apps: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub auth_methods: MethodPolicy,
    #[serde(default, deserialize_with = "null_as_default")]
    pub claimed_email_domains: Vec<EmailDomain>,
    /// The time of creation. The first write sets it, so it is present on every stored organization.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub custom_roles: Vec<CustomRole>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_allowed_domains: Vec<EmailDomain>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_invites: Permission,
    #[serde(default, deserialize_with = "null_as_default")]
    pub email_jit_provisioning: EmailJitProvisioning,
    #[serde(default, deserialize_with = "null_as_default")]
    pub first_party_connected_apps_allowed_type: Permission,
    #[serde(default, deserialize_with = "null_as_default")]
    pub mfa_methods: MethodPolicy,
    #[serde(default, deserialize_with = "null_as_default")]
    pub mfa_policy: MfaPolicy,
    #[serde(default, deserialize_with = "null_as_default")]
    pub oauth_tenant_jit_provisioning: JitProvisioning,
    #[serde(default)]
    pub organization_external_id: Option<String>,
    pub organization_id: OrganizationId,
    #[serde(default, deserialize_with = "null_as_default")]
    pub organization_logo_url: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub organization_name: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub organization_slug: String,
    #[serde(default, deserialize_with = "null_as_default")]
    pub rbac_email_implicit_role_assignments: Vec<EmailImplicitRoleAssignment>,
    #[serde(default)]
    pub scim_active_connection: Option<ActiveScimConnection>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub scim_active_connections: Vec<ActiveScimConnection>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub sso_active_connections: Vec<ActiveSsoConnection>,
    #[serde(default)]
    pub sso_default_connection_id: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub sso_jit_provisioning: Permission,
    #[serde(default, deserialize_with = "null_as_default")]
    pub sso_jit_provisioning_allowed_connections: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub third_party_connected_apps_allowed_type: Permission,
    #[serde(default, deserialize_with = "null_as_default")]
    pub trusted_metadata: JsonObject,
    /// The time of the last change. The first write sets it, so it is present on every stored organization.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

impl Organization {
    /// Creates an organization with Stytch's default values for all other fields.
    #[must_use]
    pub fn new(organization_id: OrganizationId) -> Self {
        Self {
            allowed_auth_methods: Vec::new(),
            allowed_first_party_connected_apps: Vec::new(),
            allowed_mfa_methods: Vec::new(),
            allowed_oauth_tenants: OAuthTenants::default(),
            allowed_third_party_connected_apps: Vec::new(),
            auth_methods: MethodPolicy::default(),
            claimed_email_domains: Vec::new(),
            created_at: None,
            custom_roles: Vec::new(),
            email_allowed_domains: Vec::new(),
            email_invites: Permission::default(),
            email_jit_provisioning: EmailJitProvisioning::default(),
            first_party_connected_apps_allowed_type: Permission::default(),
            mfa_methods: MethodPolicy::default(),
            mfa_policy: MfaPolicy::default(),
            oauth_tenant_jit_provisioning: JitProvisioning::default(),
            organization_external_id: None,
            organization_id,
            organization_logo_url: String::new(),
            organization_name: String::new(),
            organization_slug: String::new(),
            rbac_email_implicit_role_assignments: Vec::new(),
            scim_active_connection: None,
            scim_active_connections: Vec::new(),
            sso_active_connections: Vec::new(),
            sso_default_connection_id: None,
            sso_jit_provisioning: Permission::default(),
            sso_jit_provisioning_allowed_connections: Vec::new(),
            third_party_connected_apps_allowed_type: Permission::default(),
            trusted_metadata: JsonObject::default(),
            updated_at: None,
        }
    }

    /// Returns true if `connection_id` is one of this organization's active SSO connections.
    #[must_use]
    pub fn owns_sso_connection(&self, connection_id: &str) -> bool {
        self.sso_active_connections.iter().any(|c| c.connection_id == connection_id)
    }

    /// Returns true if the organization claims `domain`. A shared mailbox domain cannot be claimed.
    #[must_use]
    pub fn claims_domain(&self, domain: &EmailDomain) -> bool {
        self.claimed_email_domains.contains(domain) && !domain.is_shared_mailbox()
    }
}
