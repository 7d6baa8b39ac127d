//! Outcomes and errors of an exchange.

use thiserror::Error;

use super::SigningError;
use crate::WriteError;
use org_discovery::{
    domain::{
        JsonObject, Member, MemberSession, OpaqueToken, Organization, Session, Timestamp,
        discovery::{DiscoveredOrganization, MembershipType, MfaRequired, PrimaryRequired},
        member::OAuthRegistration,
    },
    service::ServiceError,
    store::StoreError,
};

/// The outcome of an exchange.
#[derive(Debug)]
pub enum ExchangeOutcome {
    /// The person is signed in.
    Authenticated(Box<SignedIn>),
    /// The sign-in needs more factors.
    FactorsRequired(Box<FactorsRequired>),
    /// The list of the session does not show the organization.
    OrganizationNotFound,
}

/// A new member session.
#[derive(Debug)]
pub struct SignedIn {
    /// The relation to the organization before the exchange.
    pub membership_type: MembershipType,
    /// The token of the session.
    pub session_token: OpaqueToken,
    /// The session JWT, or an empty string if the deployment has no signing key.
    pub session_jwt: String,
    /// The session's id and its Member.
    pub member_session: MemberSession,
    /// The session.
    pub session: Session,
    /// The start of the session.
    pub started_at: Timestamp,
    /// The custom claims of the session.
    pub custom_claims: Option<JsonObject>,
    /// The Member.
    pub member: Member,
    /// The organization.
    pub organization: Organization,
    /// The OAuth account that was registered with the Member.
    pub registered: Option<OAuthRegistration>,
}

impl SignedIn {
    /// Returns the roles of the session.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        roles(&self.member)
    }
}

/// Returns the roles of a Member's session: every Member has the role `stytch_member`.
pub(super) fn roles(member: &Member) -> Vec<String> {
    let mut roles = vec!["stytch_member".to_owned()];
    for role in &member.roles {
        if !roles.contains(&role.role_id) {
            roles.push(role.role_id.clone());
        }
    }
    roles
}

/// A sign-in that needs more factors.
#[derive(Debug)]
pub struct FactorsRequired {
    /// The relation to the organization before the exchange.
    pub membership_type: MembershipType,
    /// The token of the intermediate session, to which the factors are added.
    pub intermediate_session_token: OpaqueToken,
    /// The primary factor that is required.
    pub primary_required: Option<PrimaryRequired>,
    /// The second factor that is required.
    pub mfa_required: Option<MfaRequired>,
    /// The Member as the list shows it.
    pub member: Option<Member>,
    /// The organization as the list shows it.
    pub organization: Organization,
    /// True if a pending Member was created.
    pub is_new_member: bool,
}

impl FactorsRequired {
    /// Returns the requirements of an entry of the list.
    pub(super) fn of(entry: &DiscoveredOrganization<'_>, intermediate_session_token: OpaqueToken) -> Self {
        Self {
            membership_type: entry.membership.r#type,
            intermediate_session_token,
            primary_required: entry.primary_required.clone(),
            mfa_required: entry.mfa_required.clone(),
            member: entry.membership.member.as_deref().map(|member| Member::clone(member)),
            organization: Organization::clone(&entry.organization),
            is_new_member: false,
        }
    }
}

/// The reason why an exchange failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExchangeError {
    /// The session is not valid, or a read failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The write failed.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The session JWT could not be signed. Nothing was written.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// Reading took so long that the caller would not have learned the result of the commit. Nothing was written.
    #[error("no commit began in time; nothing was written")]
    TooLate,
}

impl From<StoreError> for ExchangeError {
    fn from(error: StoreError) -> Self {
        Self::Service(ServiceError::Store(error))
    }
}
