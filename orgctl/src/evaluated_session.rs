//! The session that `discover` and `explain` evaluate: a stored one, or a hypothetical one that is never stored.

use clap::{ArgGroup, Args};
use org_discovery::{
    domain::{
        AuthenticationFactors, EmailAddress, FactorArgument, MemberId, MemberSession, MemberSessionId,
        OAuthTenants, OpaqueToken, Session, SessionKind, SystemEntropy, TokenHash,
    },
    service::ServiceError,
    store::MemberReads,
};

use crate::{
    context::Context,
    failure::Failure,
    input,
    resolve_names::{self, MemberSelector},
    tenant_argument::{self, TenantArgument},
};

/// The lifetime of a hypothetical session, which only must not have expired.
const HYPOTHETICAL_SECONDS: i64 = 60;

/// The arguments that name a stored session, or describe a hypothetical one.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("who").required(true))]
pub struct EvaluatedSession {
    /// Somebody with this address who signs in now: an intermediate session that never existed
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse, group = "who")]
    email: Option<EmailAddress>,

    /// What the person has shown, as in `session create`; may be given several times
    #[arg(long = "factor", value_name = "FACTOR", conflicts_with_all = ["token_stdin", "session_id"])]
    factors: Vec<FactorArgument>,

    /// A tenant at another service that the login service proved, such as slack:T123; may be given several times
    #[arg(long = "tenant", value_name = "PROVIDER:ID", value_parser = tenant_argument::parse, conflicts_with_all = ["token_stdin", "session_id", "member"])]
    tenants: Vec<TenantArgument>,

    /// The organization, by id or slug, that the sign-in began for
    #[arg(long, value_name = "ID_OR_SLUG", conflicts_with_all = ["token_stdin", "session_id", "member"])]
    hint: Option<String>,

    /// The Member of this id, signed in to its organization: a member session that never existed
    #[arg(long, value_name = "MEMBER_ID", value_parser = MemberId::parse, group = "who")]
    member: Option<MemberId>,

    /// The session whose token stands on standard input
    #[arg(long, group = "who")]
    token_stdin: bool,

    /// The member session of this id
    #[arg(long, value_name = "ID", value_parser = MemberSessionId::parse, group = "who")]
    session_id: Option<MemberSessionId>,
}

impl EvaluatedSession {
    /// Reads the stored session, or builds the hypothetical one.
    pub async fn load(&self, context: &Context) -> Result<Session, Failure> {
        if let Some(address) = &self.email {
            return self.intermediate_session(address, context).await;
        }
        if let Some(member) = &self.member {
            return self.member_session(member, context).await;
        }
        for hash in self.token_hashes(context)? {
            match context.lookup()?.live_session(&hash).await {
                Err(ServiceError::IntermediateSessionNotFound | ServiceError::SessionNotFound) => {}
                found => return Ok(found?),
            }
        }
        Err(ServiceError::SessionNotFound.into())
    }

    /// Returns the keys under which the session may be stored.
    fn token_hashes(&self, context: &Context) -> Result<Vec<TokenHash>, Failure> {
        let project = context.project()?;
        if let Some(id) = &self.session_id {
            return Ok(vec![TokenHash::of_session_id(project, id)]);
        }
        let token = OpaqueToken::parse(&input::read_secret("a token")?);
        let token = token.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
        // A token does not contain its kind.
        Ok(vec![TokenHash::of_intermediate(project, &token), TokenHash::of_session_token(project, &token)])
    }

    async fn intermediate_session(
        &self,
        address: &EmailAddress,
        context: &Context,
    ) -> Result<Session, Failure> {
        let organization_id_hint = match &self.hint {
            Some(name) => Some(resolve_names::organization_id(name, context).await?),
            None => None,
        };
        let tenants = self.tenants.iter().cloned().map(TenantArgument::into_pair);
        Ok(Session {
            email_address: address.clone(),
            authentication_factors: AuthenticationFactors::named(&self.factors, address, context.now())?,
            expires_at: context.now().plus_seconds(HYPOTHETICAL_SECONDS),
            kind: SessionKind::Intermediate {
                oauth_tenants: tenants.collect::<OAuthTenants>(),
                organization_id_hint,
            },
            security_stamp: None,
        })
    }

    async fn member_session(&self, id: &MemberId, context: &Context) -> Result<Session, Failure> {
        let selector = MemberSelector { member: id.to_string(), organization: None };
        let member = resolve_names::member(&selector, context).await?;
        let (project, address) = (context.project()?, &member.email_address);
        let mut members = context.store().members(project, address).await?;
        Ok(Session {
            authentication_factors: AuthenticationFactors::named(&self.factors, address, context.now())?,
            expires_at: context.now().plus_seconds(HYPOTHETICAL_SECONDS),
            kind: SessionKind::Member(MemberSession {
                member_session_id: MemberSessionId::random(project.environment(), &SystemEntropy),
                organization_id: member.organization_id.clone(),
                member_id: member.member_id,
            }),
            security_stamp: members.security_stamps.remove(&member.organization_id),
            email_address: member.email_address,
        })
    }
}
