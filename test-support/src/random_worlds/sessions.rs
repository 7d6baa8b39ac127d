//! Sessions for random worlds, with factors that are about their address, about another, or nothing usable.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{Index, select, subsequence},
};
use serde_json::{Value, json};

use super::generate::{ADDRESSES, organization_id, some_of};
use crate::builders::{
    bare_trusted_token, email_verified, exchanged, factor, mail, oauth, of_address, password, password_with,
    recovery_code, sms, sso, totp, with,
};

/// Replaced by the session's own address.
const OWN_ADDRESS: &str = "<own address>";

/// A session without its Member: a member session gets one when the world's Members are known.
#[derive(Debug, Clone)]
pub struct SessionPlan {
    address: &'static str,
    factors: Vec<Value>,
    slack: Vec<&'static str>,
    github: Vec<&'static str>,
    hint: Option<String>,
    /// The Member of a member session.
    member: Option<Index>,
    /// The Member whose address an intermediate session has.
    person: Option<Index>,
}

pub fn session_plans() -> impl Strategy<Value = Vec<SessionPlan>> {
    let (any_kind, restricted) = (factors(), factors().into_iter().filter(is_restricted).collect::<Vec<_>>());
    let factors = prop_oneof![2 => subsequence(any_kind, 0..=4), 1 => subsequence(restricted, 0..=3)];
    let hint = prop_oneof![2 => Just(None), 1 => organization_id().prop_map(Some)];
    let member = prop_oneof![3 => Just(None), 2 => any::<Index>().prop_map(Some)];
    let person = prop_oneof![1 => Just(None), 2 => any::<Index>().prop_map(Some)];
    let tenants = (some_of(["T1", "T10", "T2", "T3"]), some_of(["G1", "T1"]));
    let plan = (select(ADDRESSES.to_vec()), factors, tenants, hint, (member, person)).prop_map(
        |(address, factors, (slack, github), hint, (member, person))| SessionPlan {
            address,
            factors,
            slack,
            github,
            hint,
            member,
            person,
        },
    );
    vec(plan, 1..8)
}

/// Sessions with nothing but such factors see only part of the list. Few random choices have no other factor.
fn is_restricted(factor: &Value) -> bool {
    ["sso", "password", "otp", "totp", "recovery_codes", "trusted_auth_token", "imported"]
        .iter()
        .any(|r#type| factor["type"] == *r#type)
}

/// Every factor that a session may have.
fn factors() -> Vec<Value> {
    [mail_and_password_factors(), oauth_factors(), other_factors()].concat()
}

fn mail_and_password_factors() -> Vec<Value> {
    vec![
        mail("magic_link", OWN_ADDRESS),
        mail("magic_link", "ann@acme.com"),
        mail("email_otp", OWN_ADDRESS),
        mail("email_otp", "CY@beta.io"),
        factor("magic_link", "email"),
        of_address(factor("email_otp", "email"), OWN_ADDRESS),
        password(),
        password_with(json!({"member_password_id": "password-1"})),
        password_with(json!({"member_password_id": "password-2", "scope": "project"})),
        password_with(json!({"scope": "project"})),
        password_with(json!({"scope": "organization"})),
        of_address(password_with(json!({"scope": "project"})), "bob@acme.com"),
    ]
}

fn oauth_factors() -> Vec<Value> {
    let denied = || with(oauth("google", "g1"), json!({"email_verified": false}));
    vec![
        oauth("google", "g1"),
        oauth("google", "g2"),
        denied(),
        email_verified(denied()),
        email_verified(oauth("google", "g2")),
        with(
            factor("oauth", "oauth_google"),
            json!({"google_oauth_factor": {"provider_subject": "g1", "email_verified": true}}),
        ),
        of_address(email_verified(oauth("google", "g1")), "bob@acme.com"),
        oauth("microsoft", "m1"),
        oauth("microsoft", "m2"),
        of_address(email_verified(oauth("microsoft", "m1")), OWN_ADDRESS),
        with(oauth("microsoft", "m1"), json!({"email_verified": "true"})),
        oauth("slack", "s1"),
        oauth("slack", "s2"),
        email_verified(oauth("slack", "s1")),
        of_address(oauth("slack", "s1"), "ann@acme.com"),
        oauth("slack", ""),
        oauth("github", "h2"),
        oauth("github", "h1"),
        oauth("hubspot", "b1"),
        email_verified(exchanged("google", "g1")),
        exchanged("microsoft", "m2"),
        exchanged("slack", "s2"),
    ]
}

fn other_factors() -> Vec<Value> {
    vec![
        bare_trusted_token(),
        email_verified(bare_trusted_token()),
        of_address(email_verified(bare_trusted_token()), "ann@acme.com"),
        with(bare_trusted_token(), json!({"trusted_auth_token_factor": {"email_verified": true}})),
        sso("sso_saml", "saml", "saml-1"),
        sso("sso_saml", "saml", "saml-9"),
        sso("sso_oidc", "oidc", "oidc-1"),
        sso("sso_exchange", "saml", "saml-1"),
        sso("sso_exchange", "oidc", "oidc-9"),
        sso("sso_saml", "oidc", "oidc-2"),
        of_address(sso("sso_saml", "saml", "saml-1"), "cy@beta.io"),
        sms("+15550000001"),
        of_address(sms("+15550000002"), "ann@acme.com"),
        totp("totp-1"),
        recovery_code(),
        factor("imported", "imported_auth0"),
    ]
}

/// The factors, with the session's address where they name its own.
fn about(address: &str, factors: &[Value]) -> Value {
    let text = json!(factors).to_string().replace(OWN_ADDRESS, address);
    serde_json::from_str(&text).expect("JSON")
}

impl SessionPlan {
    /// The session, as an entry of a data file; a member session is of one of `members`, if there are any.
    pub fn session(&self, members: &[Value]) -> Value {
        let choose =
            |index: Option<Index>| index.filter(|_| !members.is_empty()).map(|index| index.get(members));
        let own = choose(self.member);
        let person = own.or_else(|| choose(self.person));
        let address =
            person.map_or(self.address, |member| member["email_address"].as_str().expect("an address"));
        let factors = about(address, &self.factors);
        match own {
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
