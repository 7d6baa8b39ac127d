//! Which methods an entry still asks for, and in which order.

use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    sketch::{
        connection, intermediate, magic_link, member, oauth, organization, primary, recovery_code, totp,
        verified, with, world,
    },
};

const ANN: &str = "ann@acme.example";

fn restricted(methods: &[&str]) -> Value {
    json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": methods})
}

/// In one order of their own.
const MIXED: [&str; 6] = ["hubspot_oauth", "microsoft_oauth", "password", "sso", "email_otp", "slack_oauth"];
const ALL: &str =
    "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";
const PROVING: &str = "magic_link email_otp google_oauth microsoft_oauth";

#[tokio::test]
async fn an_entry_names_the_methods_that_would_close_the_gap() {
    let breakglass = || member(ANN, json!({"is_breakglass": true, "totp_registration_id": "totp-ann"}));
    let plain = || member(ANN, json!({"totp_registration_id": "totp-ann"}));
    let mixed = || restricted(&MIXED);
    let leftover = json!({"auth_methods": "ALL_ALLOWED", "allowed_auth_methods": ["password"]});
    // Settings and Member, what is asked of an address that is not proven, and of one that is.
    let rows = [
        ("open", json!({}), plain(), PROVING.to_owned(), ALL.to_owned()),
        ("open, SSO", connection("c"), plain(), format!("sso {PROVING}"), format!("sso {ALL}")),
        ("open, a list left over", leftover, plain(), PROVING.to_owned(), ALL.to_owned()),
        (
            "mixed",
            mixed(),
            plain(),
            "microsoft_oauth email_otp".to_owned(),
            "hubspot_oauth microsoft_oauth password email_otp slack_oauth".to_owned(),
        ),
        (
            "mixed, SSO",
            with(mixed(), connection("c")),
            plain(),
            "microsoft_oauth sso email_otp".to_owned(),
            MIXED.join(" "),
        ),
        (
            "none that proves",
            restricted(&["password", "github_oauth"]),
            plain(),
            "no way in".to_owned(),
            "password github_oauth".to_owned(),
        ),
        (
            "SSO without connection",
            restricted(&["sso"]),
            plain(),
            "no way in".to_owned(),
            "no way in".to_owned(),
        ),
        ("SSO", with(restricted(&["sso"]), connection("c")), plain(), "sso".to_owned(), "sso".to_owned()),
        ("nothing", restricted(&[]), plain(), "no way in".to_owned(), "no way in".to_owned()),
        ("nothing, breakglass", restricted(&[]), breakglass(), PROVING.to_owned(), ALL.to_owned()),
        ("mixed, breakglass", mixed(), breakglass(), PROVING.to_owned(), ALL.to_owned()),
        (
            "mixed, SSO, breakglass",
            with(mixed(), connection("c")),
            breakglass(),
            format!("sso {PROVING}"),
            format!("sso {ALL}"),
        ),
    ];
    let organizations: Vec<Value> = rows
        .iter()
        .map(|(name, settings, ann, ..)| {
            let proven = with(ann.clone(), json!({"email_address_verified": true}));
            let verified_one = with(proven, json!({"email_address": "ann@verified.example"}));
            organization(name, settings.clone(), [ann.clone(), verified_one])
        })
        .collect();
    // The app is bound to both Members, and proves only the address that was verified before. It is no primary method.
    let sessions = [
        intermediate("unproven", ANN, [totp("totp-ann")]),
        intermediate("proven", "ann@verified.example", [totp("totp-ann")]),
        intermediate("nothing shown", ANN, []),
        intermediate("recovered", ANN, [recovery_code()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    for session in ["unproven", "nothing shown", "recovered"] {
        let answer = app.discover(session).await;
        for (name, _, _, unproven, _) in &rows {
            assert_eq!(primary(&answer.entry(name)), *unproven, "{session} {name}");
        }
    }
    let answer = app.discover("proven").await;
    for (name, _, _, _, proven) in &rows {
        assert_eq!(primary(&answer.entry(name)), *proven, "{name}");
        assert_eq!(answer.entry(name)["member_authenticated"], false, "{name}");
    }
}

#[tokio::test]
async fn the_method_and_the_proof_may_come_from_two_factors() {
    let organizations = [
        organization("Slack", restricted(&["slack_oauth"]), [member(ANN, json!({}))]),
        organization("Mail", restricted(&["magic_link"]), [member(ANN, json!({}))]),
        organization(
            "Slack or Google",
            restricted(&["slack_oauth", "google_oauth"]),
            [member(ANN, json!({}))],
        ),
    ];
    let doubted = with(oauth("google", "1"), json!({"email_verified": false}));
    let rows = [
        ("slack", vec![oauth("slack", "U1")], ["no way in", "magic_link", "google_oauth"]),
        ("mail", vec![magic_link()], ["slack_oauth", "satisfied", "slack_oauth google_oauth"]),
        ("both", vec![oauth("slack", "U1"), magic_link()], ["satisfied", "satisfied", "satisfied"]),
        ("doubted", vec![doubted.clone()], ["no way in", "magic_link", "google_oauth"]),
        ("doubted and mail", vec![doubted, magic_link()], ["slack_oauth", "satisfied", "satisfied"]),
    ];
    let sessions = rows.clone().map(|(name, factors, _)| intermediate(name, ANN, factors));
    let app = TestApp::start(world(organizations, sessions)).await;
    for (session, _, expected) in rows {
        let answer = app.discover(session).await;
        let needs = ["Slack", "Mail", "Slack or Google"].map(|name| primary(&answer.entry(name)));
        assert_eq!(needs, expected, "{session}");
        let authenticated = ["Slack", "Mail", "Slack or Google"]
            .map(|name| answer.entry(name)["member_authenticated"].as_bool().unwrap());
        assert_eq!(authenticated, expected.map(|needs| needs == "satisfied"), "{session}");
    }
}

#[tokio::test]
async fn who_may_join_must_prove_the_address_and_sign_in_as_the_organization_wants() {
    let by_domain =
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    let bob = || [verified("bob@acme.example")];
    let organizations = [
        organization("Domain", by_domain.clone(), bob()),
        organization(
            "Domain, restricted",
            with(by_domain, restricted(&["password", "sso", "email_otp"])),
            bob(),
        ),
        organization("Tenant", by_tenant.clone(), []),
        organization("Tenant, restricted", with(by_tenant, restricted(&["slack_oauth"])), []),
    ];
    let of_tenant = |name: &str, factors: Vec<Value>| {
        with(intermediate(name, ANN, factors), json!({"oauth_tenants": {"slack": ["T1"]}}))
    };
    let sessions = [
        of_tenant("slack", vec![oauth("slack", "U1")]),
        of_tenant("mail", vec![magic_link()]),
        of_tenant("both", vec![oauth("slack", "U1"), magic_link()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let rows = [
        ("slack", [PROVING, "email_otp", PROVING, "no way in"]),
        ("mail", ["satisfied", "password email_otp", "satisfied", "slack_oauth"]),
        ("both", ["satisfied", "password email_otp", "satisfied", "satisfied"]),
    ];
    for (session, expected) in rows {
        let answer = app.discover(session).await;
        let names = ["Domain", "Domain, restricted", "Tenant", "Tenant, restricted"];
        assert_eq!(names.map(|name| primary(&answer.entry(name))), expected, "{session}");
    }
}
