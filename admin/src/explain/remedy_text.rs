//! Formats remedies, the changes that make a hidden organization appear.

use org_discovery::domain::discovery::explain::Change;

/// Formats all alternatives as one sentence.
pub fn remedy_text(alternatives: &[Vec<Change<'_>>]) -> String {
    let alternatives: Vec<_> = alternatives
        .iter()
        .filter(|changes| !changes.is_empty())
        .map(|changes| changes_text(changes))
        .collect();
    if alternatives.is_empty() {
        return "Nothing needs to change: the data changed while it was read. Run the command again."
            .to_owned();
    }
    format!("To make it appear: {}.", alternatives.join("; or "))
}

/// Joins the changes of one alternative, all of which are necessary. After a recount, the next change is necessary only
/// if the counter is 0.
#[must_use]
pub fn changes_text(changes: &[Change<'_>]) -> String {
    let mut sentence = String::new();
    for (index, next) in changes.iter().enumerate() {
        sentence += match index.checked_sub(1).map(|before| changes[before]) {
            None => "",
            Some(Change::RestoreCounter) => " and, if it is 0, ",
            Some(_) => " and ",
        };
        sentence += &change_text(next);
    }
    sentence
}

/// Formats a change as an instruction, such as `add acme.io to email_allowed_domains`.
fn change_text(change: &Change<'_>) -> String {
    match change {
        Change::CreateOrganization => "create the organization (orgctl organization put)".to_owned(),
        Change::RestoreOrganization => "rewrite the organization (orgctl organization put)".to_owned(),
        Change::AddMember => "add or invite a Member with this address (orgctl member put)".to_owned(),
        Change::RestoreMember => {
            "rewrite the Member (orgctl check --repair --remove-damaged, then orgctl member put)".to_owned()
        }
        Change::UnlinkRetiredAddress(id) => format!(
            "remove the address from retired_email_addresses of the Member {id} (orgctl member get, then orgctl member put)"
        ),
        Change::ReactivateMember(id) => format!("reactivate the Member (orgctl member reactivate {id})"),
        Change::EraseMember(id) => format!("erase the deleted Member (orgctl member erase {id})"),
        Change::UseIntermediateSession => "use an intermediate session that is not derived".to_owned(),
        Change::AllowJit(setting) => format!("set {} to {}", setting.names().field, setting.names().value),
        Change::AddAllowedDomain(domain) => format!("add {domain} to email_allowed_domains"),
        Change::AddVerifiedMember(domain) => {
            format!("add another active Member with a verified address at {domain}")
        }
        Change::AddAllowedTenant(provider, tenant) => {
            format!("add {provider}:{tenant} to allowed_oauth_tenants")
        }
        Change::PresentTenant(provider, tenant) => {
            format!("sign in with the OAuth tenant {provider}:{tenant}")
        }
        Change::RestoreCounter => "recompute its verified-member counter (orgctl check --repair)".to_owned(),
        Change::RepairEdges => "recreate the missing joinable edge (orgctl check --repair)".to_owned(),
        Change::UseAnotherSignInMethod => {
            "sign in by a method that verifies the address, such as magic_link".to_owned()
        }
        Change::SignInThrough(connection) => format!("sign in through its SSO connection {connection}"),
    }
}
