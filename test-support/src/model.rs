//! An independent, brute-force implementation of the API contract, the oracle of the property tests.
//!
//! It shares no code with the service. It computes every response from all organizations and all Members of the data
//! set. Shortened answers are not modelled.

mod accepted_methods;
mod binding;
mod entry;
mod factors;
mod joining;
mod mfa;
mod requirements;

use serde_json::{Value, json};

use entry::entry;
use factors::{
    factors, is_project_password, is_same_address, owns_connection, primary_method, trusted_token_verifies,
};
use joining::{contains_domain, eligibility};
use requirements::is_verified;

/// The five membership types, in the order in which their groups are listed.
const MEMBERSHIP_TYPES: [&str; 5] = [
    "active_member",
    "pending_member",
    "invited_member",
    "eligible_to_join_by_email_domain",
    "eligible_to_join_by_oauth_tenant",
];

/// An organization that may be listed for a session.
struct Candidate<'a> {
    organization: &'a Value,
    member: Option<&'a Value>,
    membership_type: &'static str,
    details: Value,
}

/// Returns the response that the contract requires for a session, without the envelope (`request_id`, `status_code`).
///
/// `None` means `session_not_found`.
pub fn expected_response(data_set: &Value, session: &Value) -> Option<Value> {
    // A member session is valid only while its Member is active.
    if is_member_session(session) && !session_member_is_active(data_set, session) {
        return None;
    }
    let mut candidates = Vec::new();
    for organization in list(&data_set["organizations"]) {
        candidates.extend(candidate(organization, session));
    }
    let mut listed = visible(candidates, session);
    listed.sort_by_key(position);
    let entries: Vec<Value> = listed.iter().map(|listed| entry(listed, session)).collect();
    Some(json!({
        "discovered_organizations": entries,
        "email_address": session["email_address"],
        "organization_id_hint": organization_id_hint(data_set, session),
    }))
}

fn is_member_session(session: &Value) -> bool {
    session["kind"] == "member"
}

/// True if the session's Member exists in its organization, with the session's address and the status active.
fn session_member_is_active(data_set: &Value, session: &Value) -> bool {
    list(&data_set["organizations"]).iter().any(|organization| {
        organization["organization_id"] == session["organization_id"]
            && list(&organization["members"]).iter().any(|member| {
                member["member_id"] == session["member_id"]
                    && member["email_address"] == session["email_address"]
                    && member["status"] == "active"
            })
    })
}

/// Returns the organization hint of an intermediate session if that organization exists, listed or not. Otherwise null.
fn organization_id_hint(data_set: &Value, session: &Value) -> Value {
    let hint = &session["organization_id_hint"];
    let exists =
        list(&data_set["organizations"]).iter().any(|organization| organization["organization_id"] == *hint);
    if exists && !is_member_session(session) { hint.clone() } else { Value::Null }
}

/// Returns the sort key of a candidate: the membership type, verified before unverified active memberships, the
/// lower-case name by code points, the id.
fn position(candidate: &Candidate) -> (Option<usize>, bool, String, String) {
    let group = MEMBERSHIP_TYPES.iter().position(|group| *group == candidate.membership_type);
    let is_verified = candidate.member.is_some_and(|member| member["email_address_verified"] == true);
    let name = text(&candidate.organization["organization_name"]);
    let id = text(&candidate.organization["organization_id"]);
    let is_unverified = candidate.membership_type == "active_member" && !is_verified;
    (group, is_unverified, name.to_lowercase(), id.to_owned())
}

/// Returns the candidate of an organization. A membership takes precedence over eligibility.
fn candidate<'a>(organization: &'a Value, session: &Value) -> Option<Candidate<'a>> {
    let member = list(&organization["members"])
        .iter()
        .find(|member| member["email_address"] == session["email_address"]);
    let (membership_type, details) = match member {
        // The membership type of a Member follows from its status. It has no details.
        Some(member) => match text(&member["status"]) {
            "active" => ("active_member", Value::Null),
            "pending" => ("pending_member", Value::Null),
            "invited" => ("invited_member", Value::Null),
            // A deleted Member hides its organization, even if the address is eligible to join.
            _ => return None,
        },
        // A member session lists memberships only.
        None if is_member_session(session) => return None,
        None if is_retired(&session["email_address"], organization) => return None,
        None => eligibility(organization, session)?,
    };
    Some(Candidate { organization, member, membership_type, details })
}

/// True if a Member of the organization that is not deleted has retired the address.
fn is_retired(address: &Value, organization: &Value) -> bool {
    list(&organization["members"]).iter().any(|member| {
        let mut retired = list(&member["retired_email_addresses"]).iter();
        member["status"] != "deleted"
            && retired.any(|retired| is_same_address(&retired["email_address"], address))
    })
}

/// Returns the candidates that the session may see.
fn visible<'a>(candidates: Vec<Candidate<'a>>, session: &Value) -> Vec<Candidate<'a>> {
    // The owner of the session's SSO connection has claimed the address's domain, so its assertion counts everywhere.
    let domain = domain_of(&session["email_address"]);
    let has_claimed_domain = candidates.iter().any(|candidate| {
        owns_a_connection(candidate.organization, session)
            && contains_domain(&candidate.organization["claimed_email_domains"], domain)
    });
    if has_claimed_domain || factors(session).into_iter().any(grants_full_list) {
        return candidates;
    }
    let may_see = |candidate: &Candidate| {
        is_verified(candidate, session) || is_session_organization(candidate.organization, session)
    };
    candidates.into_iter().filter(may_see).collect()
}

/// True for a primary factor other than SSO and passwords without the scope `project`.
fn grants_full_list(factor: &Value) -> bool {
    match primary_method(factor) {
        Some("sso") => false,
        Some("password") => is_project_password(factor),
        Some(_) => true,
        None => trusted_token_verifies(factor),
    }
}

fn owns_a_connection(organization: &Value, session: &Value) -> bool {
    factors(session).into_iter().any(|factor| owns_connection(organization, factor))
}

/// True if a member session belongs to the organization.
fn is_session_organization(organization: &Value, session: &Value) -> bool {
    is_member_session(session) && organization["organization_id"] == session["organization_id"]
}

/// True if a member session belongs to the Member.
fn is_session_member(candidate: &Candidate, member: &Value, session: &Value) -> bool {
    is_session_organization(candidate.organization, session) && member["member_id"] == session["member_id"]
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().filter_map(Value::as_str).collect()
}

fn domain_of(address: &Value) -> &str {
    text(address).split_once('@').map_or("", |(_, domain)| domain)
}
