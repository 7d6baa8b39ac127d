//! Eligibility to join by email domain.

use org_discovery::domain::{MemberId, OrganizationId};
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member, member_id, organization, organization_id,
        verified, with,
    },
};

const ELIGIBLE: &str = "Acme: eligible_to_join_by_email_domain";

fn open_to(domains: &[&str]) -> Value {
    json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": domains})
}

fn person(address: &str) -> Value {
    intermediate(address, address, [magic_link()])
}

/// Returns the names of the organizations that the person may join, separated by commas.
async fn joinable(app: &TestApp, session: &str) -> String {
    let listing = app.discover(session).await.listing();
    let eligible = |line: &String| line.strip_suffix(": eligible_to_join_by_email_domain").map(str::to_owned);
    let names: Vec<String> = listing.iter().filter_map(eligible).collect();
    assert_eq!(names.len(), listing.len(), "{listing:?}");
    names.join(", ")
}

/// An organization with this `email_jit_provisioning`, and the value in the response.
struct JitCase {
    name: &'static str,
    given: Option<Value>,
    emitted: &'static str,
}

#[tokio::test]
async fn joining_by_domain_requires_jit_setting() {
    let rows = [
        JitCase { name: "Restricted", given: Some(json!("RESTRICTED")), emitted: "RESTRICTED" },
        JitCase { name: "All allowed", given: Some(json!("ALL_ALLOWED")), emitted: "RESTRICTED" },
        JitCase { name: "Not allowed", given: Some(json!("NOT_ALLOWED")), emitted: "NOT_ALLOWED" },
        JitCase { name: "Null", given: Some(json!(null)), emitted: "NOT_ALLOWED" },
        JitCase { name: "Absent", given: None, emitted: "NOT_ALLOWED" },
    ];
    let mut organizations = Vec::new();
    for JitCase { name, given, .. } in &rows {
        let mut settings = json!({"email_allowed_domains": ["acme.example"]});
        if let Some(given) = given {
            settings["email_jit_provisioning"] = given.clone();
        }
        organizations.push(organization(name, settings, [verified("bob@acme.example")]));
    }
    // `ALL_ALLOWED` allows no domain that is not listed.
    let other_domain =
        json!({"email_jit_provisioning": "ALL_ALLOWED", "email_allowed_domains": ["other.example"]});
    organizations.push(organization("Other list", other_domain, [verified("bob@acme.example")]));
    let no_list = json!({"email_jit_provisioning": "ALL_ALLOWED"});
    organizations.push(organization("No list", no_list, [verified("bob@acme.example")]));
    let sessions = [person("ann@acme.example"), person("bob@acme.example")];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    assert_eq!(joinable(&app, "ann@acme.example").await, "All allowed, Restricted");
    let seen_by_member = app.discover("bob@acme.example").await;
    for JitCase { name, emitted, .. } in rows {
        assert_eq!(seen_by_member.entry(name)["organization"]["email_jit_provisioning"], emitted, "{name}");
    }
}

/// The domains of the people who try to join. Every organization has a verified Member of each.
const DOMAINS: [&str; 7] = [
    "acme.example",
    "notacme.example",
    "mail.acme.example",
    "acme.example.evil.test",
    "xn--bcher-kva.example",
    "xn--strae-oqa.example",
    "strasse.example",
];

/// An organization's allowed domains, and the domain of `DOMAINS` that may join; empty if none may.
struct ListedDomains {
    listed: Vec<&'static str>,
    joins: &'static str,
}

fn listed_domains() -> Vec<ListedDomains> {
    vec![
        ListedDomains { listed: vec!["acme.example"], joins: "acme.example" },
        ListedDomains { listed: vec!["ACME.Example"], joins: "acme.example" },
        ListedDomains { listed: vec!["other.example", "acme.example"], joins: "acme.example" },
        ListedDomains { listed: vec!["notacme.example"], joins: "notacme.example" },
        ListedDomains { listed: vec!["mail.acme.example"], joins: "mail.acme.example" },
        ListedDomains { listed: vec!["acme.example.evil.test"], joins: "acme.example.evil.test" },
        ListedDomains { listed: vec!["bücher.example"], joins: "xn--bcher-kva.example" },
        ListedDomains { listed: vec!["xn--bcher-kva.example"], joins: "xn--bcher-kva.example" },
        ListedDomains { listed: vec!["BU\u{308}CHER.example"], joins: "xn--bcher-kva.example" },
        ListedDomains { listed: vec!["bucher.example"], joins: "" },
        ListedDomains { listed: vec!["straße.example"], joins: "xn--strae-oqa.example" },
        ListedDomains { listed: vec!["acme\u{3002}example"], joins: "acme.example" },
        ListedDomains { listed: vec![], joins: "" },
    ]
}

#[tokio::test]
async fn only_listed_domain_may_join() {
    let rows = listed_domains();
    let organizations: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let colleagues: Vec<Value> =
                DOMAINS.iter().map(|domain| verified(&format!("bob@{domain}"))).collect();
            organization(&format!("{index:02}"), open_to(&row.listed), colleagues)
        })
        .collect();
    let sessions: Vec<Value> = DOMAINS.iter().map(|domain| person(&format!("ann@{domain}"))).collect();
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for domain in DOMAINS {
        let matching = rows.iter().enumerate().filter(|(_, row)| row.joins == domain);
        let expected: Vec<String> = matching.map(|(index, _)| format!("{index:02}")).collect();
        assert_eq!(joinable(&app, &format!("ann@{domain}")).await, expected.join(", "), "{domain}");
    }
}

/// The Members of an organization, and whether another person of `acme.example` may join it.
struct Colleagues {
    name: &'static str,
    members: Vec<Value>,
    may_join: bool,
}

fn eligible(name: &'static str, members: Vec<Value>) -> Colleagues {
    Colleagues { name, members, may_join: true }
}

fn not_eligible(name: &'static str, members: Vec<Value>) -> Colleagues {
    Colleagues { name, members, may_join: false }
}

fn colleagues() -> Vec<Colleagues> {
    let of = |address: &str, status: &str, verified: bool| {
        member(address, json!({"status": status, "email_address_verified": verified}))
    };
    vec![
        not_eligible("00 no Member", vec![]),
        eligible("01 active, verified", vec![of("bob@acme.example", "active", true)]),
        not_eligible("02 active, not verified", vec![of("bob@acme.example", "active", false)]),
        not_eligible("03 pending, verified", vec![of("bob@acme.example", "pending", true)]),
        not_eligible("04 invited, verified", vec![of("bob@acme.example", "invited", true)]),
        not_eligible("05 deleted, verified", vec![of("bob@acme.example", "deleted", true)]),
        not_eligible("06 other domain", vec![of("bob@other.example", "active", true)]),
        not_eligible("07 sub-domain", vec![of("bob@mail.acme.example", "active", true)]),
        not_eligible("08 super-domain", vec![of("bob@example.test", "active", true)]),
        not_eligible("09 look-alike", vec![of("bob@notacme.example", "active", true)]),
        not_eligible("10 longer", vec![of("bob@acme.example.evil.test", "active", true)]),
        eligible("11 upper case", vec![of("BOB@ACME.EXAMPLE", "active", true)]),
        eligible("12 verified twice", vec![verified("bob@acme.example"), verified("cat@acme.example")]),
        eligible(
            "13 one of many",
            vec![
                of("bob@acme.example", "active", false),
                of("cat@acme.example", "deleted", true),
                of("dan@acme.example", "active", true),
            ],
        ),
        not_eligible(
            "14 verified Member of other domain",
            vec![of("bob@acme.example", "active", false), verified("bob@other.example")],
        ),
    ]
}

#[tokio::test]
async fn joining_requires_active_verified_member_of_domain() {
    let rows = colleagues();
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| organization(row.name, open_to(&["acme.example"]), row.members.clone()))
        .collect();
    let app = TestApp::start(data_set(organizations, [person("ann@acme.example")])).await;
    let expected: Vec<&str> = rows.iter().filter(|row| row.may_join).map(|row| row.name).collect();
    assert_eq!(joinable(&app, "ann@acme.example").await, expected.join(", "));
}

#[tokio::test]
async fn own_member_does_not_make_person_eligible() {
    let removed = || member("Ann@Acme.Example", json!({"status": "deleted", "email_address_verified": true}));
    let organizations = [
        organization("Alone and removed", open_to(&["acme.example"]), [removed()]),
        organization("Removed", open_to(&["acme.example"]), [removed(), verified("bob@acme.example")]),
        organization("Alone", open_to(&["acme.example"]), [verified("ANN@acme.EXAMPLE")]),
    ];
    let sessions = [person("ann@acme.example"), person("cat@acme.example")];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    assert_eq!(discovered(&app, "ann@acme.example").await, "Alone: active_member");
    assert_eq!(joinable(&app, "cat@acme.example").await, "Alone, Removed");
}

#[tokio::test]
async fn eligibility_follows_changes_of_verified_member() {
    let acme = |member: Value| data_set([organization("Acme", open_to(&["acme.example"]), [member])], []);
    let bob = |fields: Value| {
        let id = member_id("Acme", "bob@acme.example");
        with(verified("bob@acme.example"), with(json!({ "member_id": id }), fields))
    };
    let acme_id = OrganizationId::parse(&organization_id("Acme")).unwrap();
    let bob_id = MemberId::parse(&member_id("Acme", "bob@acme.example")).unwrap();
    let mut app = TestApp::start(data_set([], [person("ann@acme.example")])).await;
    let steps = [
        (json!({"email_address_verified": false}), ""),
        (json!({}), ELIGIBLE),
        (json!({"status": "pending"}), ""),
        (json!({"status": "active"}), ELIGIBLE),
        (json!({"email_address": "bob@other.example"}), ""),
        (json!({"email_address": "robert@acme.example"}), ELIGIBLE),
    ];
    for (fields, expected) in steps {
        app.load(acme(bob(fields.clone()))).await;
        assert_eq!(discovered(&app, "ann@acme.example").await, expected, "{fields}");
    }
    app.writer.members().delete(&acme_id, &bob_id).await.unwrap();
    assert_eq!(discovered(&app, "ann@acme.example").await, "");
    app.writer.members().reactivate(&acme_id, &bob_id).await.unwrap();
    assert_eq!(discovered(&app, "ann@acme.example").await, ELIGIBLE);
    app.writer.members().erase(&acme_id, &bob_id).await.unwrap();
    assert_eq!(discovered(&app, "ann@acme.example").await, "");
    app.load(acme(bob(json!({})))).await;
    assert_eq!(discovered(&app, "ann@acme.example").await, ELIGIBLE);
    app.writer.organizations().delete(&acme_id).await.unwrap();
    assert_eq!(discovered(&app, "ann@acme.example").await, "");
}
