//! Strategies for random sessions. Their factors name the session's address, another address, or none.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{Index, select, subsequence},
};
use serde_json::{Value, json};

use super::generate::{ADDRESSES, organization_id, some_of};
use crate::builders::{
    email_factor, email_verified, factor, oauth, oauth_exchange, password, password_with, recovery_code, sms,
    sso, totp, trusted_token_without_detail, with, with_address,
};

/// A placeholder for the session's address.
const SESSION_ADDRESS: &str = "<session address>";

/// A session whose Member is not chosen yet, because the Members of the data set are not known yet.
#[derive(Debug, Clone)]
pub struct SessionPlan {
    address: &'static str,
    factors: Vec<Value>,
    slack: Vec<&'static str>,
    github: Vec<&'static str>,
    hint: Option<String>,
    /// Selects the Member of a member session. `None` for an intermediate session.
    member: Option<Index>,
    /// Selects the Member whose address an intermediate session has.
    address_owner: Option<Index>,
}

pub fn session_plans() -> impl Strategy<Value = Vec<SessionPlan>> {
    let (any_kind, restricted) = (factors(), factors().into_iter().filter(is_restricted).collect::<Vec<_>>());
    let factors = prop_oneof![2 => subsequence(any_kind, 0..=4), 1 => subsequence(restricted, 0..=3)];
    let hint = prop_oneof![2 => Just(None), 1 => organization_id().prop_map(Some)];
    let member = prop_oneof![3 => Just(None), 2 => any::<Index>().prop_map(Some)];
    let address_owner = prop_oneof![1 => Just(None), 2 => any::<Index>().prop_map(Some)];
    let tenants = (some_of(["T1", "T10", "T2", "T3"]), some_of(["G1", "T1"]));
    let plan = (select(ADDRESSES.to_vec()), factors, tenants, hint, (member, address_owner)).prop_map(
        |(address, factors, (slack, github), hint, (member, address_owner))| SessionPlan {
            address,
            factors,
            slack,
            github,
            hint,
            member,
            address_owner,
        },
    );
    vec(plan, 1..8)
}

/// Returns true for a factor with which alone a session sees only part of the list.
///
/// A separate strategy chooses only from these, because a random choice from all factors rarely contains no others.
fn is_restricted(factor: &Value) -> bool {
    ["sso", "password", "otp", "totp", "recovery_codes", "trusted_auth_token", "imported"]
        .iter()
        .any(|r#type| factor["type"] == *r#type)
}

/// Every factor that a random session can have.
fn factors() -> Vec<Value> {
    [mail_and_password_factors(), oauth_factors(), other_factors()].concat()
}

fn mail_and_password_factors() -> Vec<Value> {
    vec![
        email_factor("magic_link", SESSION_ADDRESS),
        email_factor("magic_link", "ann@acme.com"),
        email_factor("email_otp", SESSION_ADDRESS),
        email_factor("email_otp", "CY@beta.io"),
        factor("magic_link", "email"),
        with_address(factor("email_otp", "email"), SESSION_ADDRESS),
        password(),
        password_with(json!({"member_password_id": "password-1"})),
        password_with(json!({"member_password_id": "password-2", "scope": "project"})),
        password_with(json!({"scope": "project"})),
        password_with(json!({"scope": "organization"})),
        with_address(password_with(json!({"scope": "project"})), "bob@acme.com"),
    ]
}

fn oauth_factors() -> Vec<Value> {
    let unverified = || with(oauth("google", "g1"), json!({"email_verified": false}));
    vec![
        oauth("google", "g1"),
        oauth("google", "g2"),
        unverified(),
        email_verified(unverified()),
        email_verified(oauth("google", "g2")),
        with(
            factor("oauth", "oauth_google"),
            json!({"google_oauth_factor": {"provider_subject": "g1", "email_verified": true}}),
        ),
        with_address(email_verified(oauth("google", "g1")), "bob@acme.com"),
        oauth("microsoft", "m1"),
        oauth("microsoft", "m2"),
        with_address(email_verified(oauth("microsoft", "m1")), SESSION_ADDRESS),
        with(oauth("microsoft", "m1"), json!({"email_verified": "true"})),
        oauth("slack", "s1"),
        oauth("slack", "s2"),
        email_verified(oauth("slack", "s1")),
        with_address(oauth("slack", "s1"), "ann@acme.com"),
        oauth("slack", ""),
        oauth("github", "h2"),
        oauth("github", "h1"),
        oauth("hubspot", "b1"),
        email_verified(oauth_exchange("google", "g1")),
        oauth_exchange("microsoft", "m2"),
        oauth_exchange("slack", "s2"),
    ]
}

fn other_factors() -> Vec<Value> {
    vec![
        trusted_token_without_detail(),
        email_verified(trusted_token_without_detail()),
        with_address(email_verified(trusted_token_without_detail()), "ann@acme.com"),
        with(trusted_token_without_detail(), json!({"trusted_auth_token_factor": {"email_verified": true}})),
        sso("sso_saml", "saml", "saml-1"),
        sso("sso_saml", "saml", "saml-9"),
        sso("sso_oidc", "oidc", "oidc-1"),
        sso("sso_exchange", "saml", "saml-1"),
        sso("sso_exchange", "oidc", "oidc-9"),
        sso("sso_saml", "oidc", "oidc-2"),
        with_address(sso("sso_saml", "saml", "saml-1"), "cy@beta.io"),
        sms("+15550000001"),
        with_address(sms("+15550000002"), "ann@acme.com"),
        totp("totp-1"),
        recovery_code(),
        factor("imported", "imported_auth0"),
    ]
}

/// Replaces the placeholder in the factors with the session's address.
fn with_session_address(address: &str, factors: &[Value]) -> Value {
    let text = json!(factors).to_string().replace(SESSION_ADDRESS, address);
    serde_json::from_str(&text).expect("JSON")
}

impl SessionPlan {
    /// Returns the session as an entry of a data file.
    ///
    /// A member session belongs to one of `members`. If `members` is empty, the session is intermediate.
    pub fn session(&self, members: &[Value]) -> Value {
        let choose =
            |index: Option<Index>| index.filter(|_| !members.is_empty()).map(|index| index.get(members));
        let session_member = choose(self.member);
        let address_owner = session_member.or_else(|| choose(self.address_owner));
        let address = address_owner
            .map_or(self.address, |member| member["email_address"].as_str().expect("an address"));
        let factors = with_session_address(address, &self.factors);
        match session_member {
            Some(member) => json!({
                "name": "session", "kind": "member", "authentication_factors": factors,
                "email_address": address, "organization_id": member["organization_id"],
                "member_id": member["member_id"],
            }),
            None => json!({
                "name": "session", "kind": "intermediate", "authentication_factors": factors,
                "email_address": address, "organization_id_hint": self.hint,
                "oauth_tenants": {"slack": self.slack, "github": self.github},
            }),
        }
    }
}
