//! The wire contract, sections 2 and 3, read sentence by sentence: the oracle of the property
//! tests.
//!
//! It shares nothing with the service. It looks at every organization and every Member of the
//! world each time, and each rule names the section of the contract that it restates.

mod emitted;
mod factors;
mod joining;
mod requirements;

use serde_json::{Value, json};

use emitted::entry;
use factors::{factors, owns_connection, primary_method};
use joining::{eligibility, holds_domain};

/// 3.1, 2: the five membership types, in the order in which their groups are listed.
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

/// What the contract answers to `session` in `world`, without the envelope (`request_id`,
/// `status_code`); `None` when the session is not alive (3.1, `session_not_found`).
pub fn answer(world: &Value, session: &Value) -> Option<Value> {
    // 3.1: a member session is alive only while its own Member is.
    if is_member_session(session) && !own_member_is_active(world, session) {
        return None;
    }
    // 3.1: one entry for each organization.
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

/// 3.1: the session's `member_id` in its `organization_id`, under its address, with status active.
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

/// 3.1: the organization that the IST is tied to, listed or not, while it exists; null for a
/// member session.
fn organization_id_hint(world: &Value, session: &Value) -> Value {
    let hint = &session["organization_id_hint"];
    let exists =
        list(&world["organizations"]).iter().any(|organization| organization["organization_id"] == *hint);
    if exists && !is_member_session(session) { hint.clone() } else { Value::Null }
}

/// 3.1: the order of the groups, then the lower-cased name by code points, then the id.
fn position(candidate: &Candidate) -> (Option<usize>, String, String) {
    let name = text(&candidate.organization["organization_name"]);
    let id = text(&candidate.organization["organization_id"]);
    (
        MEMBERSHIP_TYPES.iter().position(|group| *group == candidate.membership_type),
        name.to_lowercase(),
        id.to_owned(),
    )
}

/// 3.1: a membership wins over eligibility, the e-mail domain wins over the tenant.
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
            // 3.1: a deleted Member is not listed, nor is its organization as eligible.
            _ => return None,
        },
        // 3.1: a member session sees the three member types only.
        None if is_member_session(session) => return None,
        None => eligibility(organization, session)?,
    };
    Some(Candidate { organization, member, membership_type, details })
}

/// 3.6, SSO only: which of the candidates the session may see.
fn visible<'a>(candidates: Vec<Candidate<'a>>, session: &Value) -> Vec<Candidate<'a>> {
    let primary: Vec<&str> = factors(session).iter().filter_map(primary_method).collect();
    let is_sso_only = !primary.is_empty() && primary.iter().all(|method| *method == "sso");
    // An identity provider that is the authority for the address's domain opens everything.
    let domain = domain_of(&session["email_address"]);
    let has_authority = candidates.iter().any(|candidate| {
        owns_a_connection(candidate.organization, session)
            && holds_domain(&candidate.organization["claimed_email_domains"], domain)
    });
    if !is_sso_only || has_authority {
        return candidates;
    }
    let may_see = |candidate: &Candidate| {
        owns_a_connection(candidate.organization, session)
            || is_own_organization(candidate.organization, session)
    };
    candidates.into_iter().filter(may_see).collect()
}

fn owns_a_connection(organization: &Value, session: &Value) -> bool {
    factors(session).iter().any(|factor| owns_connection(organization, factor))
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
