//! The decision of an exchange: agrees with the list, and the session that it makes enters no other way.

use std::collections::BTreeMap;

use org_discovery::domain::{
    AuthenticationFactors, CachedJson, EmailAddress, Member, MemberId, MemberSession, MemberSessionId,
    OrganizationId, SecurityStamp, Session, SessionKind, Timestamp,
    discovery::{
        AddressMembers, DiscoveredOrganization, Facts, MemberAttributes, discover,
        exchange::{ExchangeDecision, NewMemberIds, decide_exchange},
    },
    member::MemberStatus,
};
use serde_json::{Value, json};

use super::fields;

const ADDRESS: &str = "jane@acme.example";
const CHOSEN: &str = "organization-chosen";
const HOME: &str = "organization-home";

/// Exchanges a session. The fields are the kind of session, its factors, the Member in the chosen organization (can be
/// empty), the OAuth tenants, and the chosen organization.
pub fn run(data: &[u8]) {
    let [kind, factors, member, tenants, organization] = fields(data);
    let Some(facts) = facts(&kind, &factors, &member, &tenants, &organization) else {
        return;
    };
    let listed = discover(&facts).is_some_and(|list| is_authenticated(&list.discovered_organizations));
    match decide_exchange(&facts, CHOSEN, &new_ids(), now()) {
        Some(ExchangeDecision::SignIn(sign_in)) => {
            assert!(listed, "signed in to an organization that the list does not show as authenticated");
            check_member(sign_in.change.stored, &sign_in.change.next);
            check_factors(&facts.session.authentication_factors, &sign_in.factors);
            check_new_session(&facts, &sign_in.change.next, sign_in.factors);
        }
        Some(ExchangeDecision::PendingMember { change, .. }) => {
            assert!(!listed && change.stored.is_none() && !change.next.email_address_verified);
            assert!(
                change.next.status == MemberStatus::Pending && change.next.oauth_registrations.is_empty()
            );
        }
        Some(ExchangeDecision::FactorsRequired { factors, .. }) => {
            assert!(!listed);
            check_factors(&facts.session.authentication_factors, &factors);
        }
        Some(ExchangeDecision::OrganizationNotFound) => {
            // Only an intermediate session can join by a rule.
            assert!(
                !listed
                    || (member.is_empty() && !matches!(facts.session.kind, SessionKind::Intermediate { .. }))
            );
        }
        None => {}
    }
}

fn now() -> Timestamp {
    Timestamp::EPOCH.plus_seconds(1_800_000_000)
}

fn new_ids() -> NewMemberIds {
    NewMemberIds {
        member_id: MemberId::parse("member-new").expect("an id"),
        registration_id: "oauth-user-new".to_owned(),
    }
}

fn organization_id(id: &str) -> OrganizationId {
    OrganizationId::parse(id).expect("an id")
}

/// Returns the facts, or `None` if a field is not of its type.
fn facts(kind: &str, factors: &str, member: &str, tenants: &str, organization: &str) -> Option<Facts> {
    let factors = AuthenticationFactors::parse_stored(factors).ok()?;
    let organization = object(organization, &json!({"organization_id": CHOSEN}))?;
    let home = object("{}", &json!({"organization_id": HOME}))?;
    let own = json!({"organization_id": HOME, "member_id": "member-home", "email_address": ADDRESS, "status": "active"});
    let mut members = vec![object("{}", &own)?];
    if !member.is_empty() {
        let ids = json!({"organization_id": CHOSEN, "member_id": "member-chosen", "email_address": ADDRESS});
        members.push(object(member, &ids)?);
    }
    let kind = match kind {
        "member" => SessionKind::Member(member_session(HOME, "member-home")),
        "own" => SessionKind::Member(member_session(CHOSEN, "member-chosen")),
        "derived" => SessionKind::Derived(member_session(HOME, "member-home")),
        _ => SessionKind::Intermediate {
            oauth_tenants: serde_json::from_str(if tenants.is_empty() { "{}" } else { tenants }).ok()?,
            organization_id_hint: None,
        },
    };
    let mut facts = facts_of(Session::new(address(), factors, now().plus_seconds(60), kind), members);
    facts.organizations = [(organization_id(CHOSEN), organization), (organization_id(HOME), home)].into();
    Some(facts)
}

fn facts_of(session: Session, members: Vec<CachedJson<Member>>) -> Facts {
    let attributes = |member: &CachedJson<Member>| {
        let security_stamp = SecurityStamp::of_text("stamp".to_owned()).expect("a stamp");
        let attributes = MemberAttributes { security_stamp, counted_domain: None, eligible_by: None };
        (member.organization_id.clone(), attributes)
    };
    let attributes: BTreeMap<_, _> = members.iter().map(attributes).collect();
    Facts {
        session,
        address_members: AddressMembers { members, attributes, ..AddressMembers::default() },
        organizations: BTreeMap::new(),
        damaged_organizations: [].into(),
        has_unidentified_damage: false,
        unread_organizations: 0,
        verified_members: [(organization_id(CHOSEN), 1)].into(),
    }
}

/// Parses an object with these fields instead of its own.
fn object<T: serde::de::DeserializeOwned>(text: &str, own: &Value) -> Option<CachedJson<T>> {
    let mut fields: serde_json::Map<String, Value> = serde_json::from_str(text).ok()?;
    fields.extend(own.as_object().expect("an object").clone());
    // Through a text, because free-form objects keep their text.
    let object: T = serde_json::from_str(&serde_json::to_string(&fields).ok()?).ok()?;
    Some(CachedJson::from(object))
}

fn address() -> EmailAddress {
    EmailAddress::parse(ADDRESS).expect("an address")
}

fn member_session(organization: &str, member: &str) -> MemberSession {
    MemberSession {
        member_session_id: MemberSessionId::parse("session-1").expect("an id"),
        organization_id: organization_id(organization),
        member_id: MemberId::parse(member).expect("an id"),
    }
}

fn is_authenticated(entries: &[DiscoveredOrganization<'_>]) -> bool {
    let chosen = organization_id(CHOSEN);
    entries.iter().any(|entry| entry.organization.organization_id == chosen && entry.member_authenticated)
}

/// Checks that an exchange keeps the identity and the rights of a Member, and that the Member can be stored.
fn check_member(stored: Option<&CachedJson<Member>>, next: &Member) {
    assert!(next.status == MemberStatus::Active && next.email_address == address());
    let text = serde_json::to_string(next).expect("JSON");
    assert_eq!(serde_json::from_str::<Member>(&text).ok().as_ref(), Some(next), "{text}");
    let Some(stored) = stored else {
        assert!(next.roles.is_empty() && !next.is_admin);
        return;
    };
    assert!(next.member_id == stored.member_id && next.organization_id == stored.organization_id);
    assert!(next.roles == stored.roles && next.is_admin == stored.is_admin);
    assert!(next.email_address_verified || !stored.email_address_verified);
    let before = stored.oauth_registrations.len();
    assert!(next.oauth_registrations.len() <= before + 1, "at most one account is registered");
}

/// Checks that every factor of the new session is one of the old session, apart from the id of a password.
fn check_factors(old: &AuthenticationFactors, new: &AuthenticationFactors) {
    let read = |factors: &AuthenticationFactors| -> Vec<Value> {
        serde_json::from_str(factors.json()).expect("an array")
    };
    let without_password = |mut factor: Value| {
        if let Some(password) = factor.get_mut("password_factor").and_then(Value::as_object_mut) {
            password.remove("member_password_id");
        }
        if factor.get("password_factor").is_some_and(|password| *password == json!({})) {
            factor.as_object_mut().expect("an object").remove("password_factor");
        }
        factor
    };
    let old: Vec<_> = read(old).into_iter().map(without_password).collect();
    for factor in read(new) {
        let factor = without_password(factor);
        assert!(old.contains(&factor), "{factor} was added");
    }
}

/// Checks that the new session's list shows the organization as authenticated.
fn check_new_session(facts: &Facts, member: &Member, factors: AuthenticationFactors) {
    let kind = SessionKind::Member(MemberSession {
        member_id: member.member_id.clone(),
        ..member_session(CHOSEN, "member-chosen")
    });
    let session = Session::new(address(), factors, now().plus_seconds(60), kind);
    let others = facts.address_members.members.iter();
    let others = others.filter(|other| other.organization_id != member.organization_id).cloned();
    let members = others.chain([CachedJson::from(member.clone())]).collect();
    let after = Facts { organizations: facts.organizations.clone(), ..facts_of(session, members) };
    let list = discover(&after).expect("a valid session");
    assert!(is_authenticated(&list.discovered_organizations), "the new session cannot enter: {member:?}");
}
