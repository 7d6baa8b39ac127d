//! Creates a member session, with a session JWT if the operator provides a signing key.

use org_discovery::domain::{
    AuthenticationFactors, IssuedSession, Member, MemberSession, MemberSessionId, SystemEntropy,
};
use org_discovery_admin::sessions::NewMemberSession;

use super::{
    super::session_jwt_signer::SessionJwtSigner,
    Arguments,
    issued_credentials::{IssuedCredentials, random_token},
};
use crate::{
    context::Context,
    failure::Failure,
    resolve_names::{self, MemberSelector},
};

const DEFAULT_SECONDS: i64 = 60 * 60;

/// Stores the session and prints its token and JWT.
pub async fn create(member: &str, arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let selector = MemberSelector { member: member.to_owned(), organization: arguments.organization.clone() };
    let member = resolve_names::member(&selector, context).await?;
    refuse_deleted(&member)?;
    let signer = match &arguments.jwt {
        Some(file) => Some(SessionJwtSigner::read(file, context).await?),
        None => None,
    };
    let factors =
        AuthenticationFactors::from_arguments(&arguments.factors, &member.email_address, context.now())?;
    let member_session = MemberSession {
        member_session_id: MemberSessionId::random(context.project()?.environment(), &SystemEntropy),
        organization_id: member.organization_id,
        member_id: member.member_id,
    };
    let expires_at = arguments.expires_at(DEFAULT_SECONDS, context);
    let new = NewMemberSession::new(
        random_token::<33>(),
        member.email_address,
        factors,
        member_session,
        expires_at,
    );
    let mut credentials = vec![("session_token", new.token.expose().to_owned())];
    if let Some(signer) = signer {
        credentials.push(("session_jwt", sign(&signer, &new, context).await?));
    }
    let issued = IssuedCredentials {
        member_session_id: Some(new.member.member_session_id.clone()),
        expires_at: new.expires_at,
        credentials,
    };
    context.writer()?.sessions().put_member_session(new, context.now()).await?;
    issued.print(context)
}

/// Returns an error if the Member is deleted, because its session would not be valid.
fn refuse_deleted(member: &Member) -> Result<(), Failure> {
    if member.is_live() {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "{} is deleted and cannot have sessions; `orgctl member reactivate {}` restores the Member",
        member.email_address, member.member_id
    )))
}

async fn sign(
    signer: &SessionJwtSigner,
    new: &NewMemberSession,
    context: &Context,
) -> Result<String, Failure> {
    let id = &new.member.organization_id;
    let organization = context.reader()?.organization(id).await?;
    let organization =
        organization.ok_or_else(|| Failure::refused(format!("there is no organization {id}")))?;
    let slug = &organization.organization_slug;
    let session = IssuedSession::new(&new.member, &new.authentication_factors, slug, new.expires_at);
    signer.sign(&session, context)
}
