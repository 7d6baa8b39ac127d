//! The arguments that select sessions: one session by its token or id, or all sessions of a Member.

use clap::Args;
use org_discovery::domain::{Member, MemberSessionId, OpaqueToken, TokenHash};

use crate::{
    context::Context,
    failure::Failure,
    input,
    resolve_names::{self, MemberSelector},
};

/// A session, or all of a Member. Without an option, the session whose token stands on standard input.
#[derive(Debug, Args)]
pub struct SessionSelector {
    /// The session of this id (`member_session_id`, which stands in JWTs) instead of a token on standard input
    #[arg(long, value_name = "ID", value_parser = MemberSessionId::parse, conflicts_with = "member")]
    session_id: Option<MemberSessionId>,

    /// All sessions of the Member of this id or address
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,

    /// The Member's organization, by id or slug, where an address alone is not enough
    #[arg(long, value_name = "ID_OR_SLUG", requires = "member")]
    organization: Option<String>,
}

/// The sessions that were selected.
pub enum SelectedSessions {
    /// At most one session, which is stored under one of these hashes.
    Single(Vec<TokenHash>),
    /// All sessions of this Member.
    AllOfMember(Box<Member>),
}

impl SessionSelector {
    /// Reads the token if neither an id nor a Member was given.
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
                "standard input: {error}; a JWT's session is named by --session-id, with the id that stands in the JWT"
            ))
        })?;
        // A token does not contain its kind.
        Ok(SelectedSessions::Single(vec![
            TokenHash::of_intermediate(project, &token),
            TokenHash::of_session_token(project, &token),
        ]))
    }
}
