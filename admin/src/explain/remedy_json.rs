//! Converts remedies to JSON.

use org_discovery::domain::discovery::explain::Change;
use serde_json::{Value, json};

/// Converts the changes of one alternative.
pub fn remedy_json(changes: &[Change<'_>]) -> Value {
    let object = |change: &Change<'_>| {
        let (name, about) = name_and_subject(change);
        json!({"change": name, "about": about})
    };
    changes.iter().map(object).collect()
}

/// Returns the name of a change and its subject, such as a domain or a Member id.
fn name_and_subject(change: &Change<'_>) -> (&'static str, Option<String>) {
    match change {
        Change::CreateOrganization => ("create_organization", None),
        Change::RestoreOrganization => ("restore_organization", None),
        Change::AddMember => ("add_member", None),
        Change::RestoreMember => ("restore_member", None),
        Change::UnlinkRetiredAddress(id) => ("unlink_retired_address", Some(id.to_string())),
        Change::ReactivateMember(id) => ("reactivate_member", Some(id.to_string())),
        Change::EraseMember(id) => ("erase_member", Some(id.to_string())),
        Change::UseIntermediateSession => ("use_intermediate_session", None),
        Change::AllowJit(setting) => (setting.names().change, None),
        Change::AddAllowedDomain(domain) => ("add_allowed_domain", Some(domain.to_string())),
        Change::AddVerifiedMember(domain) => ("add_verified_member", Some(domain.to_string())),
        Change::AddAllowedTenant(provider, tenant) => {
            ("add_allowed_tenant", Some(format!("{provider}:{tenant}")))
        }
        Change::PresentTenant(provider, tenant) => ("present_tenant", Some(format!("{provider}:{tenant}"))),
        Change::RestoreCounter => ("restore_counter", None),
        Change::RepairEdges => ("repair_edges", None),
        Change::UseAnotherSignInMethod => ("use_another_sign_in_method", None),
        Change::SignInThrough(connection) => ("sign_in_through", Some((*connection).to_owned())),
    }
}
