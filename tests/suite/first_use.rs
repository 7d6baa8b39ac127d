//! First use of an account or a password: the candidates for which an unbound factor counts.

mod unverified_google;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, factor, intermediate, magic_link, member, oauth, oauth_exchange, organization, password,
        password_with_id, project_password, required_methods, saml, sso_connection, totp, trusted_token,
        verified, with,
    },
};

const ANN: &str = "ann@acme.example";

fn only(methods: &[&str]) -> Value {
    json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods})
}

/// A candidate organization: its settings and Ann's Member, if any.
struct Candidate {
    name: &'static str,
    settings: Value,
    member: Option<Value>,
}

impl Candidate {
    /// Builds the organization. Without a Member, Ann may join by domain.
    fn organization(&self) -> Value {
        let by_domain =
            json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
        let ann = self.member.clone().map(|fields| member(ANN, fields));
        let members: Vec<Value> = ann.into_iter().chain([verified("bob@acme.example")]).collect();
        organization(self.name, with(by_domain, self.settings.clone()), members)
    }
}

fn candidate(name: &'static str, settings: Value, member: impl Into<Option<Value>>) -> Candidate {
    Candidate { name, settings, member: member.into() }
}

fn registered(registrations: &[(&str, &str)]) -> Value {
    let registration =
        |(provider, subject): &(&str, &str)| json!({"provider_type": provider, "provider_subject": subject});
    json!({"oauth_registrations": registrations.iter().map(registration).collect::<Vec<_>>()})
}

fn of_status(status: &str) -> Value {
    json!({ "status": status })
}

/// A session, and the names of the candidates whose required methods it satisfies.
struct FirstUse<'s> {
    session: &'s str,
    factors: Vec<Value>,
    satisfies: &'s [&'s str],
}

fn satisfying<'s>(session: &'s str, factors: Vec<Value>, satisfies: &'s [&'s str]) -> FirstUse<'s> {
    FirstUse { session, factors, satisfies }
}

/// Asserts that each session satisfies its candidates and no others.
async fn assert_satisfied(candidates: &[Candidate], rows: &[FirstUse<'_>]) {
    let organizations: Vec<Value> = candidates.iter().map(Candidate::organization).collect();
    let sessions: Vec<Value> =
        rows.iter().map(|row| intermediate(row.session, ANN, row.factors.clone())).collect();
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for FirstUse { session, satisfies, .. } in rows {
        let response = app.discover(session).await;
        let satisfied: Vec<&str> = candidates
            .iter()
            .map(|candidate| candidate.name)
            .filter(|name| required_methods(&response.entry(name)) == "satisfied")
            .collect();
        assert_eq!(satisfied, *satisfies, "{session}");
    }
}

fn slack_candidates() -> [Candidate; 17] {
    let slack = || only(&["slack_oauth"]);
    let slack_or_google = || only(&["slack_oauth", "google_oauth"]);
    let with_status = |status: &str, registrations| with(of_status(status), registered(registrations));
    [
        candidate("no Member", slack(), None),
        candidate("active", slack(), of_status("active")),
        candidate("active, verified", slack(), json!({"email_address_verified": true})),
        candidate("pending", slack(), of_status("pending")),
        candidate("invited", slack(), of_status("invited")),
        candidate("other account", slack(), registered(&[("Slack", "U2")])),
        candidate("other account, invited", slack(), with_status("invited", &[("SLACK", "U2")])),
        candidate("empty subject", slack(), registered(&[("sLaCk", "")])),
        candidate("unaccepted provider", slack(), registered(&[("Google", "1"), ("Github", "1")])),
        candidate("accepted other provider", slack_or_google(), registered(&[("GOOGLE", "1")])),
        candidate("unknown provider", slack(), registered(&[("Okta", "1")])),
        // The session with two accounts is bound to this verified Member, but none of its factors verifies the address
        // by itself.
        candidate(
            "verified and bound elsewhere",
            slack(),
            with(json!({"email_address_verified": true}), registered(&[("Github", "1")])),
        ),
        candidate("own account", slack(), registered(&[("Slack", "U1")])),
        candidate("own account and other", slack(), registered(&[("Slack", "U2"), ("Slack", "U1")])),
        candidate("all accepted", json!({}), registered(&[("Hubspot", "1")])),
        candidate(
            "breakglass",
            slack(),
            with(json!({"is_breakglass": true}), registered(&[("Hubspot", "1")])),
        ),
        candidate("not accepted", only(&["github_oauth"]), of_status("active")),
    ]
}

#[tokio::test]
async fn first_use_requires_no_registered_accepted_account() {
    let candidates = slack_candidates();
    let first_use: &[&str] = &[
        "no Member",
        "active",
        "active, verified",
        "pending",
        "invited",
        "unaccepted provider",
        "unknown provider",
        "verified and bound elsewhere",
        "own account",
        "own account and other",
    ];
    // Organizations that accept all methods accept email.
    let and_mail: Vec<&str> = first_use.iter().copied().chain(["all accepted", "breakglass"]).collect();
    let mail_only: &[&str] = &["all accepted", "breakglass"];
    let nowhere: &[&str] = &[];
    let rows = [
        satisfying("Slack", vec![oauth("slack", "U1")], nowhere),
        satisfying("Slack and mail", vec![oauth("slack", "U1"), magic_link()], &and_mail),
        satisfying("exchanged Slack and mail", vec![oauth_exchange("slack", "U1"), magic_link()], &and_mail),
        satisfying("Slack and trusted token", vec![trusted_token(), oauth("slack", "U1")], &and_mail),
        satisfying("Slack without subject", vec![factor("oauth", "oauth_slack"), magic_link()], mail_only),
        satisfying("Slack, empty subject", vec![oauth("slack", ""), magic_link()], mail_only),
        satisfying("Slack and totp", vec![oauth("slack", "U1"), totp("totp-1")], nowhere),
        satisfying("two accounts", vec![oauth("slack", "U1"), oauth("github", "1")], nowhere),
        satisfying("Slack and foreign SSO", vec![oauth("slack", "U1"), saml("c-foreign")], nowhere),
    ];
    assert_satisfied(&candidates, &rows).await;
}

#[tokio::test]
async fn first_use_counts_only_for_providers_method() {
    let slack_like = ["slack", "github", "hubspot"];
    let methods = ["slack_oauth", "github_oauth", "hubspot_oauth", "google_oauth", "microsoft_oauth"];
    let candidates = methods.map(|method| candidate(method, only(&[method]), of_status("active")));
    let slack_like = slack_like.into_iter().zip(methods.chunks(1));
    let mut rows: Vec<FirstUse> = slack_like
        .map(|(provider, own)| satisfying(provider, vec![oauth(provider, "1"), magic_link()], own))
        .collect();
    rows.push(satisfying("google", vec![oauth("google", "1"), magic_link()], &[]));
    rows.push(satisfying("microsoft", vec![oauth_exchange("microsoft", "1"), magic_link()], &[]));
    assert_satisfied(&candidates, &rows).await;
}

#[tokio::test]
async fn project_password_counts_with_or_without_member_password() {
    let passwords = || only(&["password"]);
    let candidates = [
        candidate("no Member", passwords(), None),
        candidate("no password", passwords(), of_status("active")),
        candidate("no password, invited", passwords(), of_status("invited")),
        candidate("own password", passwords(), json!({"member_password_id": "password-ann"})),
        candidate("not accepted", only(&["slack_oauth"]), of_status("active")),
    ];
    let other_id_and_scope = with(
        password(),
        json!({"password_factor": {"scope": "project", "member_password_id": "password-eve"}}),
    );
    let none: &[&str] = &[];
    let rows = [
        satisfying("project", vec![project_password()], none),
        satisfying(
            "project and mail",
            vec![project_password(), magic_link()],
            &["no Member", "no password", "no password, invited", "own password"],
        ),
        satisfying(
            "own id and mail",
            vec![password_with_id("password-ann"), magic_link()],
            &["own password"],
        ),
        satisfying("other id and mail", vec![password_with_id("password-eve"), magic_link()], none),
        satisfying("no id, no scope, and mail", vec![password(), magic_link()], none),
        satisfying("other id, scope and mail", vec![other_id_and_scope, magic_link()], none),
    ];
    assert_satisfied(&candidates, &rows).await;
}

#[tokio::test]
async fn sso_connection_enables_first_use_only_at_owner() {
    let slack = || only(&["slack_oauth"]);
    let candidates = [
        candidate("owner", with(slack(), sso_connection("c-owner")), of_status("invited")),
        candidate("other", with(slack(), sso_connection("c-other")), of_status("invited")),
    ];
    let rows = [satisfying("SSO and Slack", vec![saml("c-owner"), oauth("slack", "U1")], &["owner"])];
    assert_satisfied(&candidates, &rows).await;
}
