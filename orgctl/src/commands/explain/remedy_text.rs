//! Formats remedies: the changes that would make a hidden organization appear.

use org_discovery::domain::discovery::explain::Change;

/// Formats all alternatives in one sentence.
pub fn remedy_text(alternatives: &[Vec<Change<'_>>]) -> String {
    let alternatives: Vec<_> =
        alternatives.iter().filter(|changes| !changes.is_empty()).map(|changes| together(changes)).collect();
    if alternatives.is_empty() {
        return "Nothing is missing any more: something changed while this was read, so ask again."
            .to_owned();
    }
    format!("To make it appear: {}.", alternatives.join("; or "))
}

/// Joins the changes of one alternative, all of which are necessary. A recount decides whether the next change is.
fn together(changes: &[Change<'_>]) -> String {
    let mut sentence = String::new();
    for (index, next) in changes.iter().enumerate() {
        sentence += match index.checked_sub(1).map(|before| changes[before]) {
            None => "",
            Some(Change::RestoreCounter) => ", and if there are none, ",
            Some(_) => " and ",
        };
        sentence += &change(next);
    }
    sentence
}

fn change(change: &Change<'_>) -> String {
    match change {
        Change::CreateOrganization => "create the organization (orgctl organization put)".to_owned(),
        Change::RestoreOrganization => {
            "write the organization anew (orgctl check --repair --remove-damaged, then organization put)"
                .to_owned()
        }
        Change::AddMember => "add or invite a Member with this address (orgctl member put)".to_owned(),
        Change::RestoreMember => {
            "write the Member anew (orgctl check --repair --remove-damaged, then member put)".to_owned()
        }
        Change::UnlinkRetiredAddress(id) => format!(
            "remove the address from retired_email_addresses of the Member {id} (orgctl member get, then member put)"
        ),
        Change::ReactivateMember(id) => format!("reactivate the Member (orgctl member reactivate {id})"),
        Change::EraseMember(id) => format!("erase the deleted Member (orgctl member erase {id})"),
        Change::UseIntermediateSession => "ask with an intermediate session".to_owned(),
        Change::AllowJit(setting) => format!("set {} to {}", setting.names().field, setting.names().value),
        Change::AddAllowedDomain(domain) => format!("add {domain} to email_allowed_domains"),
        Change::AddVerifiedMember(domain) => {
            format!("have somebody else at {domain} become an active Member with a verified address")
        }
        Change::AddAllowedTenant(provider, tenant) => {
            format!("add {provider}:{tenant} to allowed_oauth_tenants")
        }
        Change::ShowTenant(provider, tenant) => format!("sign in with the tenant {provider}:{tenant}"),
        Change::RestoreCounter => "have its verified Members counted anew (orgctl check --repair)".to_owned(),
        Change::RepairEdges => "write the missing entry (orgctl check --repair)".to_owned(),
        Change::SignInOtherwise => {
            "sign in by a method that verifies the address, such as magic_link".to_owned()
        }
        Change::SignInThrough(connection) => format!("sign in through its SSO connection {connection}"),
    }
}
