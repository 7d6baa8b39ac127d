//! Selects one session by its token or id, or all sessions of a Member.

use clap::Args;
use org_discovery::domain::{Member, MemberSessionId, OpaqueToken, TokenHash};

use crate::{
    context::Context,
    failure::Failure,
    input,
    resolve_names::{self, MemberSelector},
};

/// The arguments that select sessions.
#[derive(Debug, Args)]
#[group(skip)]
pub struct SessionSelector {
    /// Read the session token or intermediate session token from standard input
    #[arg(long, group = "selected")]
    token_stdin: bool,

    /// Id of the member session (`member_session_id`)
    #[arg(long, value_name = "ID", value_parser = MemberSessionId::parse, group = "selected")]
    session_id: Option<MemberSessionId>,

    /// Member id or email address: select all sessions of this Member
    #[arg(long, value_name = "MEMBER", group = "selected")]
    member: Option<String>,

    /// Organization of the Member (id, slug or beginning of the name), required if the address belongs to several
    /// Members
    #[arg(long, value_name = "ORGANIZATION", requires = "member", conflicts_with_all = ["token_stdin", "session_id"])]
    organization: Option<String>,
}

/// The selected sessions.
pub enum SelectedSessions {
    /// At most one session, stored under one of these token hashes.
    Single(Vec<TokenHash>),
    /// All sessions of a Member.
    AllOfMember(Box<Member>),
}

impl SessionSelector {
    /// Resolves the arguments, and reads the token from standard input.
    pub async fn select(&self, context: &Context) -> Result<SelectedSessions, Failure> {
        let project = context.project()?;
        if let Some(id) = &self.session_id {
            return Ok(SelectedSessions::Single(vec![TokenHash::of_session_id(project, id)]));
        }
        if let Some(member) = &self.member {
            let selector = MemberSelector { member: member.clone(), organization: self.organization.clone() };
            let member = resolve_names::member(&selector, context).await?;
            return Ok(SelectedSessions::AllOfMember(Box::new(member)));
        }
        let token = OpaqueToken::parse(&input::read_secret("a token")?).map_err(|error| {
            Failure::usage(format!(
                "standard input: {error}; for a session JWT, use --session-id with the session id in the JWT"
            ))
        })?;
        // A token does not contain its kind, so both kinds are tried.
        Ok(SelectedSessions::Single(vec![
            TokenHash::of_intermediate(project, &token),
            TokenHash::of_session_token(project, &token),
        ]))
    }
}
