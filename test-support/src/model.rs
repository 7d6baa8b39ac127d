//! A brute-force model of the wire contract, the oracle of the property tests.
//!
//! It shares nothing with the service. Every answer is computed from all organizations and all Members of the
//! world, and each rule names the section of the contract that it restates. Shortened answers are not modelled.

mod accepted_methods;
mod binding;
mod emitted;
mod factors;
mod joining;
mod mfa;
mod requirements;

use serde_json::{Value, json};

use emitted::entry;
use factors::{
    factors, is_project_password, is_same_address, owns_connection, primary_method, trusted_token_verifies,
};
use joining::{eligibility, holds_domain};
use requirements::is_verified;

/// The five membership types, in the order in which their groups are listed.
const MEMBERSHIP_TYPES: [&str; 5] = [
    "active_member",
    "pending_member",
    "invited_member",
    "eligible_to_join_by_email_domain",
    "eligible_to_join_by_oauth_tenant",
];

/// One organization that may be listed for a session.
struct Candidate<'a> {
    organization: &'a Value,
    member: Option<&'a Value>,
    membership_type: &'static str,
    details: Value,
}

/// The contract's answer to `session` in `world`, without the envelope (`request_id`,
/// `status_code`); `None` when the session is not alive (`session_not_found`).
pub fn answer(world: &Value, session: &Value) -> Option<Value> {
    // A member session is alive only while its own Member is.
    if is_member_session(session) && !own_member_is_active(world, session) {
        return None;
    }
    // One entry for each organization.
    let mut candidates = Vec::new();
    for organization in list(&world["organizations"]) {
        candidates.extend(candidate(organization, session));
    }
    let mut listed = visible(candidates, session);
    listed.sort_by_key(position);
    let entries: Vec<Value> = listed.iter().map(|listed| entry(listed, session)).collect();
    Some(json!({
        "discovered_organizations": entries,
        "email_address": session["email_address"],
        "organization_id_hint": organization_id_hint(world, session),
    }))
}

fn is_member_session(session: &Value) -> bool {
    session["kind"] == "member"
}

/// The session's `member_id` in its `organization_id`, under its address, with status active.
fn own_member_is_active(world: &Value, session: &Value) -> bool {
    list(&world["organizations"]).iter().any(|organization| {
        organization["organization_id"] == session["organization_id"]
            && list(&organization["members"]).iter().any(|member| {
                member["member_id"] == session["member_id"]
                    && member["email_address"] == session["email_address"]
                    && member["status"] == "active"
            })
    })
}

/// The organization that the IST is tied to, listed or not, while it exists; null for a
/// member session.
fn organization_id_hint(world: &Value, session: &Value) -> Value {
    let hint = &session["organization_id_hint"];
    let exists =
        list(&world["organizations"]).iter().any(|organization| organization["organization_id"] == *hint);
    if exists && !is_member_session(session) { hint.clone() } else { Value::Null }
}

/// The order of the groups, of active memberships the verified ones first, then the lower-cased name by
/// code points, then the id.
fn position(candidate: &Candidate) -> (Option<usize>, bool, String, String) {
    let group = MEMBERSHIP_TYPES.iter().position(|group| *group == candidate.membership_type);
    let is_verified = candidate.member.is_some_and(|member| member["email_address_verified"] == true);
    let name = text(&candidate.organization["organization_name"]);
    let id = text(&candidate.organization["organization_id"]);
    let comes_later = candidate.membership_type == "active_member" && !is_verified;
    (group, comes_later, name.to_lowercase(), id.to_owned())
}

/// A membership wins over eligibility, the e-mail domain wins over the tenant.
fn candidate<'a>(organization: &'a Value, session: &Value) -> Option<Candidate<'a>> {
    let member = list(&organization["members"])
        .iter()
        .find(|member| member["email_address"] == session["email_address"]);
    let (membership_type, details) = match member {
        // 2: a Member has its status for a type, and no details.
        Some(member) => match text(&member["status"]) {
            "active" => ("active_member", Value::Null),
            "pending" => ("pending_member", Value::Null),
            "invited" => ("invited_member", Value::Null),
            // A deleted Member is not listed, nor is its organization as eligible.
            _ => return None,
        },
        // A member session sees the three member types only.
        None if is_member_session(session) => return None,
        None if is_retired(&session["email_address"], organization) => return None,
        None => eligibility(organization, session)?,
    };
    Some(Candidate { organization, member, membership_type, details })
}

/// A Member that is not deleted has retired the address.
fn is_retired(address: &Value, organization: &Value) -> bool {
    list(&organization["members"]).iter().any(|member| {
        let mut retired = list(&member["retired_email_addresses"]).iter();
        member["status"] != "deleted"
            && retired.any(|retired| is_same_address(&retired["email_address"], address))
    })
}

/// Which of the candidates the session may see.
fn visible<'a>(candidates: Vec<Candidate<'a>>, session: &Value) -> Vec<Candidate<'a>> {
    // An identity provider that is authoritative for the address's domain opens everything.
    let domain = domain_of(&session["email_address"]);
    let has_authority = candidates.iter().any(|candidate| {
        owns_a_connection(candidate.organization, session)
            && holds_domain(&candidate.organization["claimed_email_domains"], domain)
    });
    if has_authority || factors(session).into_iter().any(opens_the_list) {
        return candidates;
    }
    let may_see = |candidate: &Candidate| {
        is_verified(candidate, session) || is_own_organization(candidate.organization, session)
    };
    candidates.into_iter().filter(may_see).collect()
}

/// A primary factor besides `sso` and passwords that are not of scope `project`.
fn opens_the_list(factor: &Value) -> bool {
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

/// A member session's own organization.
fn is_own_organization(organization: &Value, session: &Value) -> bool {
    is_member_session(session) && organization["organization_id"] == session["organization_id"]
}

/// A member session's own Member.
fn is_own_member(candidate: &Candidate, member: &Value, session: &Value) -> bool {
    is_own_organization(candidate.organization, session) && member["member_id"] == session["member_id"]
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
