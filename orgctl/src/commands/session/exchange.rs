//! `orgctl session exchange`.

use clap::Args;
use org_discovery::{
    domain::{OpaqueToken, Session, TokenHash},
    service::{ServiceError, SessionRef},
};
use org_discovery_admin::{
    WriteError,
    exchange::{ExchangeOutcome, ExchangeRequest, FactorsRequired, NoSessionJwts, SessionOptions, SignedIn},
};
use serde_json::{Value, json};

use super::lifetime::{self, Lifetime};
use crate::{
    context::Context,
    failure::Failure,
    input,
    output::{Report, Text},
    resolve_names,
};

pub const EXAMPLES: &str = "\
Examples:
  # The token of an intermediate session, or of a member session to switch organizations
  orgctl session exchange --token-stdin --organization acme < token.txt
  orgctl session exchange --token-stdin --organization acme --expires-in 7d < token.txt";

#[derive(Debug, Args)]
pub struct Arguments {
    /// Read the session token or intermediate session token from standard input
    #[arg(long, required = true)]
    token_stdin: bool,

    /// Organization to sign in to: id, slug or beginning of the name
    #[arg(long, value_name = "ORGANIZATION")]
    organization: String,

    /// Lifetime of the new session, such as 10m, 1h or 7d, at most 366d; a session made from a member session ends with
    /// it [default: 1h]
    #[arg(long, value_name = "TIME", value_parser = lifetime::parse)]
    expires_in: Option<Lifetime>,
}

/// A token on standard input, and the session that it presents.
pub struct PresentedToken {
    pub token: OpaqueToken,
    pub hash: TokenHash,
    pub session: Session,
}

impl PresentedToken {
    /// Reads a token and finds its session. A token does not contain its kind, so both kinds are tried.
    pub async fn read(context: &Context) -> Result<Self, Failure> {
        let project = context.project()?;
        let token = OpaqueToken::parse(&input::read_secret("a token")?);
        let token = token.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
        for hash in
            [TokenHash::of_intermediate(project, &token), TokenHash::of_session_token(project, &token)]
        {
            match context.lookup()?.live_session(&hash).await {
                Err(ServiceError::IntermediateSessionNotFound | ServiceError::SessionNotFound) => {}
                found => return Ok(Self { token, hash, session: found? }),
            }
        }
        Err(ServiceError::SessionNotFound.into())
    }
}

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let presented = PresentedToken::read(context).await?;
    let is_intermediate = presented.session.member().is_none();
    let options = match arguments.expires_in {
        Some(lifetime) => SessionOptions::new(lifetime.seconds, None).map_err(WriteError::from)?,
        None => SessionOptions::default(),
    };
    let organization = resolve_names::organization_id(&arguments.organization, context).await?;
    let request = ExchangeRequest {
        session: &SessionRef::Token(presented.hash),
        intermediate_session_token: is_intermediate.then_some(&presented.token),
        organization: organization.as_str(),
        options: &options,
    };
    let writer = context.writer()?;
    let outcome = Box::pin(writer.exchange().exchange(&context.lookup()?, request, &NoSessionJwts)).await?;
    match outcome {
        ExchangeOutcome::Authenticated(signed_in) => deliver_signed_in(&signed_in, context),
        ExchangeOutcome::FactorsRequired(required) => deliver_required(&required, context),
        ExchangeOutcome::OrganizationNotFound => Err(Failure::refused(format!(
            "this session cannot enter the organization {}; `orgctl explain --token-stdin --organization {organization}` \
             reports why",
            arguments.organization
        ))),
    }
}

/// Prints a new session, whose token cannot be shown again. A dry run prints no token, because none was stored.
pub fn deliver_signed_in(signed_in: &SignedIn, context: &Context) -> Result<(), Failure> {
    if context.is_dry_run() {
        let SignedIn { organization, member, .. } = signed_in;
        let (name, id) = (&organization.organization_name, &organization.organization_id);
        return context.print(&Report {
            json: json!({"member_authenticated": true, "organization_id": id, "member_id": member.member_id}),
            text: format!("The person would be signed in to {name} ({id}).").into(),
        });
    }
    let undelivered = format!(
        "end the new session with `orgctl session revoke --session-id {}`",
        signed_in.member_session.member_session_id
    );
    context.deliver(&signed_in_report(signed_in), &undelivered)
}

fn signed_in_report(signed_in: &SignedIn) -> Report {
    let SignedIn { member, organization, session, member_session, session_token, registered, .. } = signed_in;
    let mut lines = vec![
        format!("Signed in to {} ({}).", organization.organization_name, organization.organization_id),
        format!("organization_slug: {}", organization.organization_slug),
        format!("member_id: {}", member.member_id),
        format!("member_session_id: {}", member_session.member_session_id),
        format!("expires_at: {}", session.expires_at),
    ];
    lines.extend(registered.as_ref().map(|account| {
        format!(
            "The {} account is registered with the Member and can sign in from now on.",
            account.provider_type
        )
    }));
    lines.push("Credentials, shown only once; for local development, tests and support:".to_owned());
    lines.push(format!("session_token: {}", session_token.expose()));
    let json = json!({
        "member_authenticated": true,
        "organization_id": organization.organization_id,
        "organization_slug": organization.organization_slug,
        "member_id": member.member_id,
        "registered_oauth_account": registered.as_ref().map(|account| &account.provider_type),
        "member_session_id": member_session.member_session_id,
        "expires_at": session.expires_at,
        "session_token": session_token.expose(),
    });
    Report { json, text: lines.into() }
}

fn deliver_required(required: &FactorsRequired, context: &Context) -> Result<(), Failure> {
    let mut report = required_report(required)?;
    if context.is_dry_run() {
        report = Report {
            json: json!({"member_authenticated": false}),
            text: "The person would not be signed in: the sign-in needs more factors.".to_owned().into(),
        };
    }
    context.deliver(&report, "the session that was exchanged has ended; sign in again")
}

fn required_report(required: &FactorsRequired) -> Result<Report, Failure> {
    let mfa: Value = serde_json::to_value(&required.mfa_required)?;
    let primary: Value = serde_json::to_value(&required.primary_required)?;
    let token = required.intermediate_session_token.expose();
    let json = json!({
        "member_authenticated": false,
        "organization_id": required.organization.organization_id,
        "member_id": required.member.as_ref().map(|member| &member.member_id),
        "primary_required": primary,
        "mfa_required": mfa,
        "intermediate_session_token": token,
    });
    let mut lines = vec!["Not signed in: the sign-in needs more factors.".to_owned()];
    if let Some(required) = &required.primary_required {
        let methods = serde_json::to_string(&required.allowed_auth_methods)?;
        lines.push(format!("primary factor: one of {methods}"));
    }
    if required.mfa_required.is_some() {
        lines.push("second factor: required".to_owned());
    }
    if required.is_new_member {
        lines.push("A pending Member was created, so that the second factor can be registered.".to_owned());
    }
    lines.push(format!("intermediate_session_token: {token}"));
    Ok(Report { json, text: Text::from(lines) })
}
