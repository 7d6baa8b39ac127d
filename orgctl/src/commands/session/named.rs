//! Which session is meant.

use clap::Args;
use org_discovery::domain::{Member, MemberSessionId, OpaqueToken, TokenHash};

use crate::{
    context::Context,
    failure::Failure,
    input,
    named::{self, MemberName},
};

/// A session, or all of a Member. Without an option, the session whose token stands on standard input.
#[derive(Debug, Args)]
pub struct SessionName {
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

pub enum Named {
    /// What a session is stored under, of which one exists at most.
    One(Vec<TokenHash>),
    /// All of a Member.
    AllOf(Box<Member>),
}

impl SessionName {
    pub async fn read(&self, context: &Context) -> Result<Named, Failure> {
        let project = context.project()?;
        if let Some(id) = &self.session_id {
            return Ok(Named::One(vec![TokenHash::of_session_id(project, id)]));
        }
        if let Some(member) = &self.member {
            let name = MemberName { member: member.clone(), organization: self.organization.clone() };
            return Ok(Named::AllOf(Box::new(named::member(&name, context).await?)));
        }
        let token = OpaqueToken::parse(&input::read_secret("a token")?).map_err(|error| {
            Failure::usage(format!(
                "standard input: {error}; a JWT's session is named by --session-id, with the id that stands in the JWT"
            ))
        })?;
        // Nothing in a token says of which kind it is.
        Ok(Named::One(vec![
            TokenHash::of_intermediate(project, &token),
            TokenHash::of_session_token(project, &token),
        ]))
    }
}
