//! Connections of organizations that claim the domain of the address.

use serde_json::{Value, json};

use super::{ANN, EVERYTHING, OWNER, organizations};
use crate::mailbox_providers::admit_past_the_check;
use test_support::{
    TestApp,
    builders::{
        connection, factor, intermediate, member, member_session, organization, saml, seen, verified, with,
        world,
    },
};

#[tokio::test]
async fn connection_of_domain_claimant_opens_everything() {
    let claims = |domains: &[&str]| json!({ "claimed_email_domains": domains });
    let rows = [
        (claims(&["acme.example"]), EVERYTHING),
        (claims(&["other.example", "ACME.example"]), EVERYTHING),
        (claims(&["other.example"]), OWNER),
        (claims(&["mail.acme.example"]), OWNER),
        (claims(&["notacme.example"]), OWNER),
        (claims(&["acme.example.evil.test"]), OWNER),
        (claims(&[]), OWNER),
        // A list of domains that may join is not a claim.
        (json!({"email_allowed_domains": ["acme.example"]}), OWNER),
    ];
    let unknown_delivery =
        with(factor("sso", "sso_exchange"), json!({"oidc_sso_factor": {"provider_id": "c-owner"}}));
    let sessions = [
        intermediate("ann", ANN, [saml("c-owner")]),
        intermediate("unknown delivery", ANN, [unknown_delivery]),
        intermediate("no SSO", ANN, []),
    ];
    let mut app = TestApp::start(world([], sessions)).await;
    for (owner, expected) in rows {
        app.load(world(organizations(owner.clone()), [])).await;
        assert_eq!(seen(&app, "ann").await, expected, "{owner}");
        assert_eq!(seen(&app, "unknown delivery").await, expected, "{owner}");
        assert_eq!(seen(&app, "no SSO").await, "", "{owner}");
    }
}

/// A session, and the organizations that it sees.
struct Visible {
    session: &'static str,
    sees: &'static str,
}

#[tokio::test]
async fn domain_claim_counts_only_for_connection_owner() {
    let claim = || json!({"claimed_email_domains": ["acme.example"]});
    let removed = member(ANN, json!({"status": "deleted"}));
    let also_owner = with(connection("c-third"), claim());
    let mut organizations = organizations(json!({}));
    organizations[1] = organization("Other", with(connection("c-other"), claim()), [verified(ANN)]);
    // Data files do not repeat a claim, but other writers may.
    let stranger = organization("Stranger", also_owner, [verified("bob@acme.example")]);
    let left = organization("Left", with(connection("c-left"), claim()), [removed]);
    let sessions = [
        intermediate("another organization claims", ANN, [saml("c-owner")]),
        intermediate("a stranger claims", ANN, [saml("c-third")]),
        intermediate("an organization that removed her claims", ANN, [saml("c-left")]),
        intermediate("the owner claims", ANN, [saml("c-other")]),
        intermediate("one of two claims", ANN, [saml("c-owner"), saml("c-other")]),
        member_session("member", "Plain", ANN, [saml("c-other")]),
    ];
    let mut app = TestApp::start(world(organizations, sessions)).await;
    app.load(world([stranger], [])).await;
    app.load(world([left], [])).await;
    let rows = [
        Visible { session: "another organization claims", sees: OWNER },
        Visible { session: "a stranger claims", sees: "" },
        Visible { session: "an organization that removed her claims", sees: "" },
        Visible { session: "the owner claims", sees: EVERYTHING },
        Visible { session: "one of two claims", sees: EVERYTHING },
        Visible {
            session: "member",
            sees: "Other: active_member, Owner: active_member, Plain: active_member",
        },
    ];
    for Visible { session, sees } in rows {
        assert_eq!(seen(&app, session).await, sees, "{session}");
    }
}

#[tokio::test]
async fn newcomer_by_claimed_domain_sees_everything() {
    let joinable = json!({
        "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": ["acme.example"],
        "claimed_email_domains": ["acme.example"],
    });
    let organizations = [
        organization("Claims", with(connection("c"), joinable), [verified("bob@acme.example")]),
        organization("Plain", json!({}), [verified(ANN)]),
    ];
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [saml("c")])])).await;
    let expected = "Plain: active_member, Claims: eligible_to_join_by_email_domain";
    assert_eq!(seen(&app, "ann").await, expected);
}

#[tokio::test]
async fn claim_to_shared_domain_is_ignored() {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let domains = ["gmail.com", "qq.com", "co.uk", "onmicrosoft.com", "acme.test"].map(str::to_owned);
    let people = || domains.iter().map(|domain| verified(&format!("ann@{domain}")));
    let members: Vec<Value> = people().chain([verified("bob@acme.example")]).collect();
    let owner = organization("Owner", with(connection("c"), joinable), members);
    let sessions = domains.clone().map(|d| intermediate(&d, &format!("ann@{d}"), [saml("c")]));
    let mut app = TestApp::start(world([owner], sessions)).await;
    admit_past_the_check(&app, "claimed_email_domains", &domains).await;
    app.load(world([organization("Plain", json!({}), people().collect::<Vec<_>>())], [])).await;
    for domain in &domains[..4] {
        assert_eq!(seen(&app, domain).await, OWNER, "{domain}");
    }
    assert_eq!(seen(&app, "acme.test").await, "Owner: active_member, Plain: active_member");
}
