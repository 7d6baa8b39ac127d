//! Small worlds in which much collides: few organizations, addresses, ids and tenants.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{Index, select, subsequence},
};
use serde_json::{Value, json};

const DOMAINS: [&str; 3] = ["acme.com", "beta.io", "corp.de"];
const ADDRESSES: [&str; 6] =
    ["ann@acme.com", "bob@acme.com", "cy@beta.io", "dee@sub.acme.com", "eve@gmail.com", "flo@corp.de"];
const METHODS: [&str; 9] = [
    "hubspot_oauth",
    "sso",
    "password",
    "magic_link",
    "slack_oauth",
    "email_otp",
    "google_oauth",
    "github_oauth",
    "microsoft_oauth",
];

/// A call of the write side.
#[derive(Debug, Clone)]
pub enum Write {
    PutOrganization(Value),
    DeleteOrganization(String),
    PutMember(Value),
    DeleteMember(String, String),
    ReactivateMember(String, String),
    EraseMember(String, String),
}

fn organization_id() -> impl Strategy<Value = String> {
    (0..4_u8).prop_map(|n| format!("organization-{n}"))
}

fn member_id() -> impl Strategy<Value = String> {
    (0..9_u8).prop_map(|n| format!("member-{n}"))
}

fn some_of<const N: usize>(values: [&'static str; N]) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(values.to_vec(), 0..=N)
}

fn organization() -> impl Strategy<Value = Value> {
    let joining = (
        select(vec!["RESTRICTED", "RESTRICTED", "ALL_ALLOWED", "NOT_ALLOWED"]),
        some_of(DOMAINS),
        select(vec!["RESTRICTED", "NOT_ALLOWED"]),
        some_of(["T1", "T2", "T10"]),
        some_of(["T1", "G1"]),
    );
    let signing_in = (
        select(vec!["ALL_ALLOWED", "RESTRICTED"]),
        some_of(METHODS),
        select(vec!["OPTIONAL", "REQUIRED_FOR_ALL"]),
        select(vec!["ALL_ALLOWED", "RESTRICTED"]),
        some_of(["sms_otp", "totp"]),
        some_of(["saml-1", "oidc-1", "oidc-2"]),
    );
    let name = select(vec!["Beta", "beta", "Ärger", "acme", "Zoo", "ZOO"]);
    (organization_id(), name, some_of(DOMAINS), joining, signing_in).prop_map(
        |(id, name, claimed, joining, signing_in)| {
            let (by_domain, domains, by_tenant, slack, github) = joining;
            let (methods, allowed, mfa_policy, mfa_methods, allowed_mfa, connections) = signing_in;
            let connection =
                |id| json!({"connection_id": id, "display_name": "x", "identity_provider": "okta"});
            json!({
                "organization_id": id, "organization_name": name, "organization_slug": id,
                "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-02T00:00:00Z",
                "trusted_metadata": {"z": 1, "a": [true, null]},
                "email_jit_provisioning": by_domain, "email_allowed_domains": domains,
                "claimed_email_domains": claimed,
                "oauth_tenant_jit_provisioning": by_tenant,
                "allowed_oauth_tenants": {"slack": slack, "github": github},
                "auth_methods": methods, "allowed_auth_methods": allowed,
                "mfa_policy": mfa_policy, "mfa_methods": mfa_methods, "allowed_mfa_methods": allowed_mfa,
                "sso_active_connections": connections.into_iter().map(connection).collect::<Vec<_>>(),
            })
        },
    )
}

fn member() -> impl Strategy<Value = Value> {
    let state = (
        select(vec!["active", "active", "active", "pending", "invited", "deleted"]),
        any::<bool>(),
        any::<bool>(),
    );
    let factors = (
        select(vec!["", "password-1"]),
        any::<bool>(),
        select(vec!["", "+15550000001", "+1 (555) 000-0002"]),
        any::<bool>(),
        select(vec!["", "totp-1", "totp-2"]),
        subsequence(vec![("Google", "g1"), ("Slack", "s1"), ("GITHUB", "h1"), ("Hubspot", "b1")], 0..=4),
    );
    (member_id(), organization_id(), select(ADDRESSES.to_vec()), state, factors).prop_map(
        |(id, organization, address, (status, verified, breakglass), factors)| {
            let (password, enrolled, phone, phone_verified, totp, accounts) = factors;
            let registration = |(provider, subject)| {
                json!({"provider_type": provider, "provider_subject": subject, "member_oauth_registration_id": "r"})
            };
            json!({
                "member_id": id, "organization_id": organization, "email_address": address, "name": "Somebody",
                "status": status, "email_address_verified": verified, "is_breakglass": breakglass,
                "member_password_id": password, "mfa_enrolled": enrolled, "mfa_phone_number": phone,
                "mfa_phone_number_verified": phone_verified, "totp_registration_id": totp,
                "oauth_registrations": accounts.into_iter().map(registration).collect::<Vec<_>>(),
            })
        },
    )
}

pub fn writes() -> impl Strategy<Value = Vec<Write>> {
    let ids = || (organization_id(), member_id());
    let write = prop_oneof![
        5 => organization().prop_map(Write::PutOrganization),
        1 => organization_id().prop_map(Write::DeleteOrganization),
        12 => member().prop_map(Write::PutMember),
        2 => ids().prop_map(|(organization, member)| Write::DeleteMember(organization, member)),
        2 => ids().prop_map(|(organization, member)| Write::ReactivateMember(organization, member)),
        1 => ids().prop_map(|(organization, member)| Write::EraseMember(organization, member)),
    ];
    vec(write, 1..40)
}

/// A session, but for the Member whom a member session is of: that one is chosen when it is known who there is.
#[derive(Debug, Clone)]
pub struct SessionPlan {
    address: &'static str,
    factors: Vec<Value>,
    slack: Vec<&'static str>,
    github: Vec<&'static str>,
    hint: Option<String>,
    member: Option<Index>,
}

pub fn session_plans() -> impl Strategy<Value = Vec<SessionPlan>> {
    let factors = subsequence(factors(), 0..=3);
    let hint = prop_oneof![2 => Just(None), 1 => organization_id().prop_map(Some)];
    let member = prop_oneof![3 => Just(None), 2 => any::<Index>().prop_map(Some)];
    let tenants = (some_of(["T1", "T10", "T2", "T3"]), some_of(["G1", "T1"]));
    let plan = (select(ADDRESSES.to_vec()), factors, tenants, hint, member).prop_map(
        |(address, factors, (slack, github), hint, member)| SessionPlan {
            address,
            factors,
            slack,
            github,
            hint,
            member,
        },
    );
    vec(plan, 1..8)
}

fn factors() -> Vec<Value> {
    let oauth = |name: &str, subject: &str| {
        let provider = name.trim_start_matches("exchange_");
        json!({
            "type": "oauth", "delivery_method": format!("oauth_{name}"),
            format!("{provider}_oauth_factor"): {"provider_subject": subject},
        })
    };
    let mut doubted = oauth("google", "g1");
    doubted["email_verified"] = json!(false);
    vec![
        json!({"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "ann@acme.com"}}),
        json!({"type": "email_otp", "delivery_method": "email", "email_factor": {"email_address": "cy@beta.io"}}),
        json!({"type": "password", "delivery_method": "knowledge"}),
        oauth("google", "g2"),
        doubted,
        oauth("microsoft", "m1"),
        oauth("slack", "s1"),
        oauth("github", "h2"),
        oauth("github", "h1"),
        oauth("hubspot", "b1"),
        oauth("exchange_google", "g1"),
        json!({"type": "sso", "delivery_method": "sso_saml", "saml_sso_factor": {"provider_id": "saml-1"}}),
        json!({"type": "sso", "delivery_method": "sso_saml", "saml_sso_factor": {"provider_id": "saml-9"}}),
        json!({"type": "sso", "delivery_method": "sso_oidc", "oidc_sso_factor": {"provider_id": "oidc-1"}}),
        json!({"type": "otp", "delivery_method": "sms", "phone_number_factor": {"phone_number": "+15550000001"}}),
        json!({"type": "totp", "delivery_method": "authenticator_app", "authenticator_app_factor": {"totp_id": "totp-1"}}),
        json!({"type": "recovery_codes", "delivery_method": "recovery_code"}),
        json!({"type": "imported", "delivery_method": "imported_auth0"}),
    ]
}

impl SessionPlan {
    /// The session, as an entry of a data file; a member session is of one of `members`, if there are any.
    pub fn session(&self, members: &[Value]) -> Value {
        let own = self.member.filter(|_| !members.is_empty()).map(|index| index.get(members));
        match own {
            Some(member) => json!({
                "name": "session", "kind": "member", "authentication_factors": self.factors,
                "email_address": member["email_address"], "organization_id": member["organization_id"],
                "member_id": member["member_id"],
            }),
            None => json!({
                "name": "session", "kind": "intermediate", "authentication_factors": self.factors,
                "email_address": self.address, "organization_id_hint": self.hint,
                "oauth_tenants": {"slack": self.slack, "github": self.github},
            }),
        }
    }
}
