//! SSO connections of organizations that claim the address's domain.

use serde_json::{Value, json};

use super::{ALL_ORGANIZATIONS, ANN, OWNER, organizations};
use crate::mailbox_providers::store_domains_unchecked;
use test_support::{
    TestApp,
    builders::{
        data_set, discovered, factor, intermediate, member, member_session, organization, saml,
        sso_connection, verified, with,
    },
};

#[tokio::test]
async fn connection_of_domain_claimant_lists_all_organizations() {
    let claims = |domains: &[&str]| json!({ "claimed_email_domains": domains });
    let rows = [
        (claims(&["acme.example"]), ALL_ORGANIZATIONS),
        (claims(&["other.example", "ACME.example"]), ALL_ORGANIZATIONS),
        (claims(&["other.example"]), OWNER),
        (claims(&["mail.acme.example"]), OWNER),
        (claims(&["notacme.example"]), OWNER),
        (claims(&["acme.example.evil.test"]), OWNER),
        (claims(&[]), OWNER),
        // Domains that may join are not claimed.
        (json!({"email_allowed_domains": ["acme.example"]}), OWNER),
    ];
    let unknown_delivery =
        with(factor("sso", "sso_exchange"), json!({"oidc_sso_factor": {"provider_id": "c-owner"}}));
    let sessions = [
        intermediate("ann", ANN, [saml("c-owner")]),
        intermediate("unknown delivery", ANN, [unknown_delivery]),
        intermediate("no SSO", ANN, []),
    ];
    let mut app = TestApp::start(data_set([], sessions)).await;
    for (owner, expected) in rows {
        app.load(data_set(organizations(owner.clone()), [])).await;
        assert_eq!(discovered(&app, "ann").await, expected, "{owner}");
        assert_eq!(discovered(&app, "unknown delivery").await, expected, "{owner}");
        assert_eq!(discovered(&app, "no SSO").await, "", "{owner}");
    }
}

/// A session, and the organizations that it lists.
struct ListingCase {
    session: &'static str,
    listing: &'static str,
}

#[tokio::test]
async fn domain_claim_counts_only_for_connection_owner() {
    let claim = || json!({"claimed_email_domains": ["acme.example"]});
    let removed = member(ANN, json!({"status": "deleted"}));
    let also_owner = with(sso_connection("c-third"), claim());
    let mut organizations = organizations(json!({}));
    organizations[1] = organization("Other", with(sso_connection("c-other"), claim()), [verified(ANN)]);
    // A data file must not contain a claim twice, so these organizations are loaded separately.
    let unrelated = organization("Unrelated", also_owner, [verified("bob@acme.example")]);
    let former = organization("Former", with(sso_connection("c-left"), claim()), [removed]);
    let sessions = [
        intermediate("another organization claims", ANN, [saml("c-owner")]),
        intermediate("an unrelated organization claims", ANN, [saml("c-third")]),
        intermediate("a former organization claims", ANN, [saml("c-left")]),
        intermediate("the owner claims", ANN, [saml("c-other")]),
        intermediate("one of two claims", ANN, [saml("c-owner"), saml("c-other")]),
        member_session("member", "Plain", ANN, [saml("c-other")]),
    ];
    let mut app = TestApp::start(data_set(organizations, sessions)).await;
    app.load(data_set([unrelated], [])).await;
    app.load(data_set([former], [])).await;
    let rows = [
        ListingCase { session: "another organization claims", listing: OWNER },
        ListingCase { session: "an unrelated organization claims", listing: "" },
        ListingCase { session: "a former organization claims", listing: "" },
        ListingCase { session: "the owner claims", listing: ALL_ORGANIZATIONS },
        ListingCase { session: "one of two claims", listing: ALL_ORGANIZATIONS },
        ListingCase {
            session: "member",
            listing: "Other: active_member, Owner: active_member, Plain: active_member",
        },
    ];
    for ListingCase { session, listing } in rows {
        assert_eq!(discovered(&app, session).await, listing, "{session}");
    }
}

#[tokio::test]
async fn newcomer_by_claimed_domain_lists_all_organizations() {
    let joinable = json!({
        "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": ["acme.example"],
        "claimed_email_domains": ["acme.example"],
    });
    let organizations = [
        organization("Claims", with(sso_connection("c"), joinable), [verified("bob@acme.example")]),
        organization("Plain", json!({}), [verified(ANN)]),
    ];
    let app = TestApp::start(data_set(organizations, [intermediate("ann", ANN, [saml("c")])])).await;
    let expected = "Plain: active_member, Claims: eligible_to_join_by_email_domain";
    assert_eq!(discovered(&app, "ann").await, expected);
}

#[tokio::test]
async fn claim_of_shared_domain_is_ignored() {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let domains = ["gmail.com", "qq.com", "co.uk", "onmicrosoft.com", "acme.test"].map(str::to_owned);
    let people = || domains.iter().map(|domain| verified(&format!("ann@{domain}")));
    let members: Vec<Value> = people().chain([verified("bob@acme.example")]).collect();
    let owner = organization("Owner", with(sso_connection("c"), joinable), members);
    let sessions = domains.clone().map(|d| intermediate(&d, &format!("ann@{d}"), [saml("c")]));
    let mut app = TestApp::start(data_set([owner], sessions)).await;
    store_domains_unchecked(&app, "claimed_email_domains", &domains).await;
    app.load(data_set([organization("Plain", json!({}), people().collect::<Vec<_>>())], [])).await;
    for domain in &domains[..4] {
        assert_eq!(discovered(&app, domain).await, OWNER, "{domain}");
    }
    assert_eq!(discovered(&app, "acme.test").await, "Owner: active_member, Plain: active_member");
}
