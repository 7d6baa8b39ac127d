//! `orgctl session list`.

use clap::Args;
use org_discovery::domain::Session;
use serde_json::json;

use super::session_state::{factor_names, session_json};
use crate::{
    context::Context,
    failure::Failure,
    output::{Cell, Column, Listing, Style, counted, warn},
    resolve_names::{self, MemberSelector},
};

pub const EXAMPLES: &str = "\
Examples:
  orgctl session list --member jane@acme.com --organization acme
  orgctl --output ndjson session list --member member-live-…";

#[derive(Debug, Args)]
pub struct Arguments {
    /// Member id or email address
    #[arg(long, value_name = "MEMBER")]
    member: String,

    /// Organization of the Member (id, slug or beginning of the name), required if the address belongs to several
    /// Members
    #[arg(long, value_name = "ORGANIZATION")]
    organization: Option<String>,
}

const COLUMNS: [Column; 5] = [
    Column::whole("session id"),
    Column::whole("kind"),
    Column::whole("validity"),
    Column::whole("expires at"),
    Column::flexible("factors"),
];

pub async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let Arguments { member, organization } = arguments;
    let selector = MemberSelector { member: member.clone(), organization: organization.clone() };
    let member = resolve_names::member(&selector, context).await?;
    let found = context.reader()?.member_sessions(&member.member_id).await?;
    if found.damaged_items > 0 {
        let items = counted(found.damaged_items, "damaged session item");
        warn(format!("left out {items} of this Member; `orgctl check` lists them"));
    }
    let mut listing = Listing::new(context.output, "sessions", &COLUMNS);
    for session in &found.sessions {
        row(&mut listing, session, context).await?;
    }
    listing.finish(&format!("{} has no sessions.", member.email_address))?;
    Ok(())
}

async fn row(listing: &mut Listing, session: &Session, context: &Context) -> Result<(), Failure> {
    let json = session_json(session, context).await?;
    let text = |field: &str| json[field].as_str().unwrap_or_default().to_owned();
    let validity = text("validity");
    let style = if validity == "valid" { Style::Good } else { Style::Faint };
    let cells = vec![
        Cell::from(text("member_session_id")),
        text("kind").into(),
        Cell::styled(&validity, style),
        text("expires_at").into(),
        factor_names(json["authentication_factors"].as_array().unwrap_or(&Vec::new())).into(),
    ];
    listing.row(cells, &json!(json))?;
    Ok(())
}
