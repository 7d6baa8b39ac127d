//! The session that `discover` and `explain` evaluate: a stored session, or a hypothetical one that is never stored.

use clap::{ArgGroup, Args};
use org_discovery::{
    domain::{
        AuthenticationFactors, EmailAddress, FactorArgument, MemberSession, MemberSessionId, OAuthTenants,
        OpaqueToken, Session, SessionKind, SystemEntropy, TokenHash,
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

/// The lifetime of a hypothetical session, long enough that it does not expire during the evaluation.
const HYPOTHETICAL_SECONDS: i64 = 60;

const STORED: &str = "Stored session";

/// The arguments that select a stored session, or describe a hypothetical one.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("session").required(true), next_help_heading = "Hypothetical session")]
pub struct EvaluatedSession {
    /// Email address of a hypothetical intermediate session, as if the person had just signed in
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse, group = "session")]
    email: Option<EmailAddress>,

    /// Authentication factor of the hypothetical session, repeatable; see `orgctl session create --help`
    #[arg(long = "factor", value_name = "FACTOR", conflicts_with_all = ["token_stdin", "session_id"])]
    factors: Vec<FactorArgument>,

    /// OAuth tenant of the hypothetical session, repeatable, such as slack:T123
    #[arg(long = "tenant", value_name = "PROVIDER:ID", value_parser = tenant_argument::parse, conflicts_with_all = ["token_stdin", "session_id", "member"])]
    tenants: Vec<TenantArgument>,

    /// Organization for which the hypothetical sign-in started (id, slug or beginning of the name)
    #[arg(long, value_name = "ORGANIZATION", conflicts_with_all = ["token_stdin", "session_id", "member"])]
    hint: Option<String>,

    /// Member of a hypothetical member session, as if the Member had just signed in: a Member id, or the address of a
    /// single Member
    #[arg(long, value_name = "MEMBER", group = "session")]
    member: Option<String>,

    /// Read the session token or intermediate session token of a stored session from standard input
    #[arg(long, group = "session", help_heading = STORED)]
    token_stdin: bool,

    /// Id of a stored member session
    #[arg(long, value_name = "ID", value_parser = MemberSessionId::parse, group = "session", help_heading = STORED)]
    session_id: Option<MemberSessionId>,
}

impl EvaluatedSession {
    /// Loads the stored session, or builds the hypothetical one.
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

    /// Returns the token hashes under which the session may be stored.
    fn token_hashes(&self, context: &Context) -> Result<Vec<TokenHash>, Failure> {
        let project = context.project()?;
        if let Some(id) = &self.session_id {
            return Ok(vec![TokenHash::of_session_id(project, id)]);
        }
        let token = OpaqueToken::parse(&input::read_secret("a token")?);
        let token = token.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
        // A token does not contain its kind, so both kinds are tried.
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
        let factors = AuthenticationFactors::from_arguments(&self.factors, address, context.now())?;
        let expires_at = context.now().plus_seconds(HYPOTHETICAL_SECONDS);
        let oauth_tenants = tenants.collect::<OAuthTenants>();
        let kind = SessionKind::Intermediate { oauth_tenants, organization_id_hint };
        Ok(Session::new(address.clone(), factors, expires_at, kind))
    }

    async fn member_session(&self, member: &str, context: &Context) -> Result<Session, Failure> {
        let selector = MemberSelector { member: member.to_owned(), organization: None };
        let member = resolve_names::member(&selector, context).await?;
        let (project, address) = (context.project()?, &member.email_address);
        let mut members = context.store().members(project, address).await?;
        let factors = AuthenticationFactors::from_arguments(&self.factors, address, context.now())?;
        let expires_at = context.now().plus_seconds(HYPOTHETICAL_SECONDS);
        let kind = SessionKind::Member(MemberSession {
            member_session_id: MemberSessionId::random(project.environment(), &SystemEntropy),
            organization_id: member.organization_id.clone(),
            member_id: member.member_id,
        });
        let attributes = members.attributes.remove(&member.organization_id);
        let security_stamp = attributes.map(|attributes| attributes.security_stamp);
        Ok(Session { security_stamp, ..Session::new(member.email_address, factors, expires_at, kind) })
    }
}
