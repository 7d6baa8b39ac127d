//! `orgctl session create`.

use std::path::PathBuf;

use clap::Args;
use org_discovery::domain::{
    AuthenticationFactors, EmailAddress, Entropy, IssuedSession, Member, MemberSession, MemberSessionId,
    NamedFactor, OAuthTenants, OpaqueToken, SystemEntropy, Timestamp,
};
use org_discovery_admin::sessions::{NewIntermediateSession, NewMemberSession};
use serde_json::{Value, json};

use super::session_jwt::Signer;
use crate::{
    context::Context,
    failure::Failure,
    lifetime::{self, Lifetime},
    named::{self, MemberName},
    output::Report,
    tenant::{self, Tenant},
};

pub const EXAMPLES: &str = "\
Examples:
  # Someone who signed in and has not chosen an organization yet:
  orgctl session create --email jane@acme.com --factor magic_link
  # The same, with a Slack workspace that the login service proved:
  orgctl session create --email jane@acme.com --factor slack_oauth:U123 --tenant slack:T123
  # A Member's session, with a JWT:
  orgctl session create --member jane@acme.com --organization acme --factor email_otp --jwt key.pem";

#[derive(Debug, Args)]
pub struct Arguments {
    /// The person's address; a member session has its Member's
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse, required_unless_present = "member", conflicts_with = "member")]
    email: Option<EmailAddress>,

    /// An authentication factor of the person; may be given several times: magic_link, email_otp, trusted_token,
    /// password[:MEMBER_PASSWORD_ID], project_password, recovery_code, sso:CONNECTION_ID, sso_oidc:CONNECTION_ID,
    /// sms_otp:PHONE, totp:TOTP_ID, PROVIDER_oauth[:SUBJECT] (google and microsoft with email_verified true),
    /// PROVIDER_oauth_unverified[:SUBJECT] (google, microsoft) and PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft,
    /// slack, github, hubspot), or a factor in JSON
    #[arg(long = "factor", value_name = "FACTOR")]
    factors: Vec<NamedFactor>,

    /// A tenant at another service that the login service proved, such as slack:T123; may be given several times
    #[arg(long = "tenant", value_name = "PROVIDER:ID", value_parser = tenant::parse, conflicts_with = "member")]
    tenants: Vec<Tenant>,

    /// Make a session of this Member, by id or address, instead of an intermediate one
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,

    /// The Member's organization, by id or slug; for an intermediate session, the one that the sign-in began for
    #[arg(long, value_name = "ID_OR_SLUG")]
    organization: Option<String>,

    /// How long it lives: 90s, 10m, 1h, 7d; at most 24h, or 366d for a member session [default: 10m, or 1h for a member
    /// session]
    #[arg(long, value_name = "TIME", value_parser = lifetime::parse)]
    expires_in: Option<Lifetime>,

    /// Print a JWT of the member session too, signed with this private RSA key (PEM) of one of the project's keys
    #[arg(long, value_name = "FILE", conflicts_with = "email")]
    jwt: Option<PathBuf>,
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    match (&arguments.member, &arguments.email) {
        (Some(member), _) => create_member_session(member, arguments, context).await,
        (None, Some(address)) => create_intermediate_session(address, arguments, context).await,
        (None, None) => Err(Failure::usage("for whom? Give --email or --member")),
    }
}

async fn create_intermediate_session(
    address: &EmailAddress,
    arguments: &Arguments,
    context: &Context,
) -> Result<(), Failure> {
    let hint = match &arguments.organization {
        Some(name) => Some(named::organization_id(name, context).await?),
        None => None,
    };
    let token = random_token::<32>();
    let expires_at = arguments.expires_at(10 * 60, context);
    let new = NewIntermediateSession {
        token: token.clone(),
        email_address: address.clone(),
        authentication_factors: AuthenticationFactors::named(&arguments.factors, address, context.now())?,
        oauth_tenants: arguments.tenants.iter().cloned().map(Tenant::into_pair).collect::<OAuthTenants>(),
        organization_id_hint: hint,
        expires_at,
    };
    context.writer()?.sessions().put_intermediate_session(new, context.now()).await?;
    tell(&[("intermediate_session_token", token.expose())], &json!({}), expires_at, context)
}

async fn create_member_session(
    member: &str,
    arguments: &Arguments,
    context: &Context,
) -> Result<(), Failure> {
    let name = MemberName { member: member.to_owned(), organization: arguments.organization.clone() };
    let member = named::member(&name, context).await?;
    refuse_dead(&member)?;
    let signer = match &arguments.jwt {
        Some(file) => Some(Signer::read(file, context).await?),
        None => None,
    };
    let session = MemberSession {
        member_session_id: MemberSessionId::random(context.project()?.environment(), &SystemEntropy),
        organization_id: member.organization_id.clone(),
        member_id: member.member_id.clone(),
    };
    let factors = AuthenticationFactors::named(&arguments.factors, &member.email_address, context.now())?;
    let (token, expires_at) = (random_token::<33>(), arguments.expires_at(60 * 60, context));
    let jwt = match signer {
        Some(signer) => {
            let organization = named::organization(member.organization_id.as_str(), context).await?;
            let issued = IssuedSession {
                session: &session,
                authentication_factors: &factors,
                organization_slug: &organization.organization_slug,
                expires_at,
            };
            Some(signer.sign(&issued, context)?)
        }
        None => None,
    };
    let new = NewMemberSession {
        token: token.clone(),
        email_address: member.email_address.clone(),
        authentication_factors: factors,
        member: session.clone(),
        expires_at,
    };
    context.writer()?.sessions().put_member_session(new, context.now()).await?;
    let credentials: Vec<(&str, &str)> = [("session_token", token.expose())]
        .into_iter()
        .chain(jwt.as_deref().map(|jwt| ("session_jwt", jwt)))
        .collect();
    tell(&credentials, &json!({"member_session_id": session.member_session_id}), expires_at, context)
}

/// The session of a Member that is gone would be dead from the start.
fn refuse_dead(member: &Member) -> Result<(), Failure> {
    if member.is_live() {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "{} is deleted and can have no session; `orgctl member reactivate {}` brings the Member back",
        member.email_address, member.member_id
    )))
}

fn tell(
    credentials: &[(&str, &str)],
    more: &Value,
    expires_at: Timestamp,
    context: &Context,
) -> Result<(), Failure> {
    let mut json = json!({ "expires_at": expires_at });
    let mut lines = Vec::new();
    for (name, value) in more.as_object().into_iter().flatten() {
        json[name] = value.clone();
        lines.push(format!("{name}: {}", value.as_str().unwrap_or_default()));
    }
    lines.push(format!("expires_at: {expires_at}"));
    lines.push("Shown this once; for local work, tests and support:".to_owned());
    for (name, value) in credentials {
        json[*name] = json!(value);
        lines.push(format!("{name}: {value}"));
    }
    context.print(&Report { json, text: lines.into() })
}

fn random_token<const BYTES: usize>() -> OpaqueToken {
    let mut bytes = [0; BYTES];
    SystemEntropy.fill(&mut bytes);
    OpaqueToken::from_random(&bytes)
}

impl Arguments {
    fn expires_at(&self, default_seconds: i64, context: &Context) -> Timestamp {
        let seconds = self.expires_in.map_or(default_seconds, |lifetime| lifetime.seconds);
        context.now().plus_seconds(seconds)
    }
}
