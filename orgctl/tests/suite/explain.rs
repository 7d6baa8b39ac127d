//! `orgctl explain`: why does Jane not see Acme?

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use test_support::Orgctl;
use test_support::TestApp;

fn member(id: &str, address: &str, status: &str, verified: bool) -> Value {
    json!({"member_id": id, "email_address": address, "status": status, "email_address_verified": verified})
}

/// One reason for each organization.
async fn world() -> TestApp {
    let restricted = |id: &str, domains: &[&str], members: Value| {
        json!({
            "organization_id": format!("organization-{id}"), "organization_name": id, "organization_slug": id,
            "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": domains, "members": members,
        })
    };
    let mut closed =
        restricted("closed", &["acme.io"], json!([member("m-closed", "al@acme.io", "active", true)]));
    closed["email_jit_provisioning"] = json!("NOT_ALLOWED");
    let mut tenant = restricted("tenant", &[], json!([]));
    tenant["email_jit_provisioning"] = json!("NOT_ALLOWED");
    tenant["oauth_tenant_jit_provisioning"] = json!("RESTRICTED");
    tenant["allowed_oauth_tenants"] = json!({"slack": ["T1"]});
    tenant["claimed_email_domains"] = json!(["acme.io"]);
    let mut sso = restricted("sso", &["acme.io"], json!([member("m-sso", "al@acme.io", "active", true)]));
    sso["sso_active_connections"] =
        json!([{"connection_id": "saml-1", "display_name": "Okta", "identity_provider": "okta"}]);
    TestApp::start(json!({"organizations": [
        restricted("open", &["acme.io"], json!([member("m-open", "al@acme.io", "active", true)])),
        restricted("unverified", &["acme.io"], json!([member("m-unverified", "al@acme.io", "active", false)])),
        restricted("other-domain", &["acme.com"], json!([member("m-other", "al@acme.io", "active", true)])),
        restricted("removed", &["acme.io"], json!([
            member("m-al", "al@acme.io", "active", true), member("m-removed", "jane@acme.io", "deleted", true),
        ])),
        restricted("invited", &[], json!([member("m-invited", "jane@acme.io", "invited", false)])),
        closed, tenant, sso,
        restricted("stranger", &["globex.example"], json!([])),
    ]}))
    .await
}

const JANE: [&str; 5] = ["explain", "--email", "jane@acme.io", "--factor", "magic_link"];

#[tokio::test]
async fn every_organization_that_could_be_meant_is_explained() {
    let app = world().await;
    insta::assert_snapshot!(Orgctl::on(&app).text(&JANE).await, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    invited (organization-invited): shown
      the organization exists: yes
      a Member with this address: yes, m-invited (invited)
      So it is shown as invited_member. Still needed: accepting the invitation.

    open (organization-open): shown
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      by domain: the joinable table leads there: yes
      So it is shown as eligible_to_join_by_email_domain. Still needed: joining.

    sso (organization-sso): shown
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      by domain: the joinable table leads there: yes
      So it is shown as eligible_to_join_by_email_domain. Still needed: joining.

    closed (organization-closed): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): NO, NOT_ALLOWED
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      To make it appear: set email_jit_provisioning to RESTRICTED; or add or invite a Member with this address (orgctl member put).

    other-domain (organization-other-domain): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): NO, it lists acme.com
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      To make it appear: add acme.io to email_allowed_domains; or add or invite a Member with this address (orgctl member put).

    removed (organization-removed): NOT SHOWN
      the organization exists: yes
      a Member with this address: NO, m-removed was deleted, and who was removed does not come back by joining
      To make it appear: reactivate the Member (orgctl member reactivate m-removed); or erase the deleted Member (orgctl member erase m-removed).

    tenant (organization-tenant): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): NO, NOT_ALLOWED
      by domain: acme.io is in its list (email_allowed_domains): NO, it lists none
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NO, none
      by tenant: the organization allows it (oauth_tenant_jit_provisioning): yes
      by tenant: a tenant of the session is in its list (allowed_oauth_tenants): NO, the session has none and it lists slack:T1
      To make it appear: sign in with the tenant slack:T1; or add or invite a Member with this address (orgctl member put); or set email_jit_provisioning to RESTRICTED and add acme.io to email_allowed_domains and have somebody else at acme.io become an active Member with a verified address.

    unverified (organization-unverified): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NO, none
      by domain: the joinable table leads there: yes
      To make it appear: have somebody else at acme.io become an active Member with a verified address; or add or invite a Member with this address (orgctl member put).

    1 other organization has nothing to do with this person.
    ");
}

#[tokio::test]
async fn who_has_shown_nothing_but_sso_is_told_so() {
    let app = world().await;
    let arguments = ["explain", "--email", "jane@acme.io", "--factor", "sso:saml-1", "--organization"];
    let mut pages = Orgctl::on(&app).text(&[&arguments, &["open"][..]].concat()).await;
    pages += &Orgctl::on(&app).text(&[&arguments, &["sso"][..]].concat()).await;
    insta::assert_snapshot!(pages, @"
    jane@acme.io before an organization is chosen, having shown: sso

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      by domain: the joinable table leads there: yes
      the session has no primary factor besides SSO (connections: saml-1) and passwords, and may see this organization: NO, the address is not verified there, and no authority for its domain signed the person in
      To make it appear: sign in by a method that verifies the address, such as magic_link.
    jane@acme.io before an organization is chosen, having shown: sso

    sso (organization-sso): shown
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      by domain: the joinable table leads there: yes
      the session has no primary factor besides SSO (connections: saml-1) and passwords, and may see this organization: yes
      So it is shown as eligible_to_join_by_email_domain. Still needed: joining.
    ");
}

async fn explained_to_programs(organization: &str) -> String {
    let arguments = [&JANE[..], &["--organization", organization]].concat();
    format!("{:#}", Orgctl::on(&world().await).json(&arguments).await)
}

#[tokio::test]
async fn one_organization_is_explained_to_programs() {
    insta::assert_snapshot!(explained_to_programs("other-domain").await, @r#"
    {
      "email_address": "jane@acme.io",
      "function_fails": false,
      "organizations": [
        {
          "address_proven": null,
          "mfa_required": null,
          "obstacles": [],
          "organization_id": "organization-other-domain",
          "organization_name": "other-domain",
          "organization_slug": "other-domain",
          "primary_required": null,
          "relationship": null,
          "remedies": [
            [
              {
                "about": "acme.io",
                "change": "add_allowed_domain"
              }
            ],
            [
              {
                "about": null,
                "change": "add_member"
              }
            ]
          ],
          "rules": [
            {
              "found": {
                "exists": true,
                "readable": true
              },
              "passes": true,
              "rule": "organization_exists",
              "words": "the organization exists: yes"
            },
            {
              "found": {
                "member_id": null,
                "readable": true,
                "status": null
              },
              "passes": false,
              "rule": "member",
              "words": "a Member with this address: no"
            },
            {
              "found": {},
              "passes": true,
              "rule": "intermediate_session",
              "words": "the session can join something: yes"
            },
            {
              "found": {
                "email_jit_provisioning": "RESTRICTED"
              },
              "passes": true,
              "rule": "email_jit_allowed",
              "words": "by domain: the organization allows it (email_jit_provisioning): yes"
            },
            {
              "found": {
                "domain": "acme.io",
                "email_allowed_domains": [
                  "acme.com"
                ]
              },
              "passes": false,
              "rule": "domain_listed",
              "words": "by domain: acme.io is in its list (email_allowed_domains): NO, it lists acme.com"
            },
            {
              "found": {
                "domain": "acme.io"
              },
              "passes": true,
              "rule": "domain_is_own",
              "words": "by domain: acme.io belongs to one company: yes"
            },
            {
              "found": {
                "domain": "acme.io",
                "verified_members": 1
              },
              "passes": true,
              "rule": "verified_members",
              "words": "by domain: another active Member with a verified address of acme.io: yes, 1"
            }
          ],
          "shown": false,
          "words": "To make it appear: add acme.io to email_allowed_domains; or add or invite a Member with this address (orgctl member put)."
        }
      ],
      "other_organizations": null,
      "unread_organizations": 0,
      "unreadable_organizations": 0
    }
    "#);
}

#[tokio::test]
async fn an_organization_that_does_not_exist_is_explained_too() {
    let app = world().await;
    let page = Orgctl::on(&app).text(&[&JANE[..], &["--organization", "nowhere"]].concat()).await;
    insta::assert_snapshot!(page, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    nowhere: NOT SHOWN
      the organization exists: NO
      a Member with this address: no
      To make it appear: create the organization (orgctl organization put) and add or invite a Member with this address (orgctl member put).
    ");
}

#[tokio::test]
async fn a_member_session_shows_memberships_only() {
    let app = world().await;
    let arguments = ["explain", "--member", "m-open", "--organization", "stranger"];
    insta::assert_snapshot!(Orgctl::on(&app).text(&arguments).await, @"
    al@acme.io signed in to organization-open, having shown: nothing

    stranger (organization-stranger): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: NO, it belongs to a Member, and shows memberships only
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): NO, it lists globex.example
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NO, none
      the session has no primary factor besides SSO (connections: none) and passwords, and may see this organization: NO, the address is not verified there, and no authority for its domain signed the person in
      To make it appear: add or invite a Member with this address (orgctl member put) and sign in by a method that verifies the address, such as magic_link; or ask with an intermediate session and add acme.io to email_allowed_domains and have somebody else at acme.io become an active Member with a verified address and sign in by a method that verifies the address, such as magic_link.
    ");
}

#[tokio::test]
async fn a_common_mailbox_opens_nothing_by_domain() {
    let app = world().await;
    let arguments =
        ["explain", "--email", "jane@gmail.com", "--tenant", "slack:T1", "--organization", "open"];
    insta::assert_snapshot!(Orgctl::on(&app).text(&arguments).await, @"
    jane@gmail.com before an organization is chosen, having shown: nothing

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: gmail.com is in its list (email_allowed_domains): NO, it lists acme.io
      by domain: gmail.com belongs to one company: NO, it is a mailbox provider's, where anybody can have an address
      by domain: another active Member with a verified address of gmail.com: NO, none
      by tenant: the organization allows it (oauth_tenant_jit_provisioning): NO, NOT_ALLOWED
      by tenant: a tenant of the session is in its list (allowed_oauth_tenants): NO, the session has slack:T1 and it lists none
      the session has no primary factor besides SSO (connections: none) and passwords, and may see this organization: NO, the address is not verified there, and no authority for its domain signed the person in
      To make it appear: add or invite a Member with this address (orgctl member put) and sign in by a method that verifies the address, such as magic_link; or set oauth_tenant_jit_provisioning to RESTRICTED and add slack:T1 to allowed_oauth_tenants and sign in by a method that verifies the address, such as magic_link.
    ");
}

#[tokio::test]
async fn a_missing_edge_is_found() {
    let app = world().await;
    let edge = format!("{}#domain#acme.io", app.writer.project_id());
    let delete = app.client.delete_item().table_name(&app.tables.joinable);
    let delete = delete.key("edge", AttributeValue::S(edge));
    let delete = delete.key("organization_id", AttributeValue::S("organization-open".to_owned()));
    delete.send().await.expect("deleted");
    let page = Orgctl::on(&app).text(&[&JANE[..], &["--organization", "open"]].concat()).await;
    insta::assert_snapshot!(page, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: yes, 1
      by domain: the joinable table leads there: NO, its entry is missing
      To make it appear: write the missing entry (orgctl check --repair); or add or invite a Member with this address (orgctl member put).
    ");
}

/// Makes an attribute of an item something that no reader expects.
async fn damage(app: &TestApp, table: &str, key: [(&str, &str); 2], attribute: &str) {
    let [(partition_key, partition), (sort_key, sort)] = key;
    let partition = AttributeValue::S(format!("{}#{partition}", app.writer.project_id()));
    let update = app.client.update_item().table_name(table).key(partition_key, partition);
    let update = update.key(sort_key, AttributeValue::S(sort.to_owned()));
    let update = update.update_expression("SET #damaged = :damage");
    let update = update.expression_attribute_names("#damaged", attribute);
    let update = update.expression_attribute_values(":damage", AttributeValue::Bool(true));
    update.send().await.expect("updated");
}

async fn damage_organization(app: &TestApp, name: &str, item: &str, attribute: &str) {
    let id = format!("organization-{name}");
    damage(app, &app.tables.organizations, [("organization", &id), ("item", item)], attribute).await;
}

async fn damage_invitation(app: &TestApp) {
    let key = [("address", "jane@acme.io"), ("organization_id", "organization-invited")];
    damage(app, &app.tables.members, key, "object").await;
}

async fn explain(app: &TestApp, organization: &str) -> String {
    Orgctl::on(app).text(&[&JANE[..], &["--organization", organization]].concat()).await
}

#[tokio::test]
async fn what_cannot_be_read_is_told() {
    let app = world().await;
    damage_invitation(&app).await;
    damage_organization(&app, "open", "organization", "object").await;
    let pages = explain(&app, "invited").await + &explain(&app, "organization-open").await;
    insta::assert_snapshot!(pages, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    invited (organization-invited): NOT SHOWN
      the organization exists: yes
      a Member with this address: yes, but NOT in a form that can be read
      To make it appear: write the Member anew (orgctl check --repair --remove-damaged, then member put).
    jane@acme.io before an organization is chosen, having shown: magic_link

    organization-open: NOT SHOWN
      the organization exists: yes, but NOT in a form that can be read
      a Member with this address: no
      To make it appear: write the organization anew (orgctl check --repair --remove-damaged, then organization put) and add or invite a Member with this address (orgctl member put).
    ");
}

#[tokio::test]
async fn a_counter_that_cannot_be_read_counts_nobody() {
    let app = world().await;
    damage_organization(&app, "open", "verified#acme.io", "verified_members").await;
    insta::assert_snapshot!(explain(&app, "open").await, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NOT KNOWN, the counter cannot be read, and counts as none
      by domain: the joinable table leads there: yes
      To make it appear: add or invite a Member with this address (orgctl member put); or have its verified Members counted anew (orgctl check --repair), and if there are none, have somebody else at acme.io become an active Member with a verified address.
    ");
    let all = Orgctl::on(&app).text(&JANE).await;
    assert!(
        all.contains(explain(&app, "open").await.split_once("\n\n").expect("two parts").1.trim_end()),
        "{all}"
    );
}

#[tokio::test]
async fn what_only_writers_need_is_not_missed() {
    let app = world().await;
    damage_organization(&app, "invited", "organization", "revision").await;
    let page = explain(&app, "organization-invited").await;
    assert!(page.contains("So it is shown as invited_member"), "{page}");
}

#[tokio::test]
async fn an_error_of_the_function_is_told() {
    let app = world().await;
    damage_invitation(&app).await;
    for name in ["open", "sso", "stranger"] {
        damage_organization(&app, name, "organization", "object").await;
    }
    let page = Orgctl::on(&app).text(&JANE).await;
    let parts: Vec<_> = page.split("\n\n").collect();
    insta::assert_snapshot!(parts[1], @"What is damaged leaves nothing to show, so the function answers with an error (500), not with an empty list.");
    insta::assert_snapshot!(parts[parts.len() - 2..].join("\n"), @"
    unverified (organization-unverified): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join something: yes
      by domain: the organization allows it (email_jit_provisioning): yes
      by domain: acme.io is in its list (email_allowed_domains): yes
      by domain: acme.io belongs to one company: yes
      by domain: another active Member with a verified address of acme.io: NO, none
      by domain: the joinable table leads there: yes
      To make it appear: have somebody else at acme.io become an active Member with a verified address; or add or invite a Member with this address (orgctl member put).
    1 organization cannot be read, so nobody knows what is in it; `orgctl check` lists it.
    ");
    let said = Orgctl::on(&app).refusal(&["discover", "--email", "jane@acme.io"]).await;
    insta::assert_snapshot!(said, @"error: what the answer depends on is damaged, and the function answers with an error; `orgctl check` finds it");
}

#[tokio::test]
async fn a_session_that_proves_no_address_sees_less() {
    let app = world().await;
    let person =
        ["explain", "--email", "jane@acme.io", "--factor", "slack_oauth:U1", "--organization", "invited"];
    insta::assert_snapshot!(Orgctl::on(&app).text(&person).await, @"
    jane@acme.io before an organization is chosen, having shown: slack_oauth

    invited (organization-invited): shown
      the organization exists: yes
      a Member with this address: yes, m-invited (invited)
      So it is shown as invited_member, without what only its own people should read, because the session does not prove the address. Still needed: a sign-in by magic_link or email_otp or google_oauth or microsoft_oauth; accepting the invitation.
    ");
}

#[tokio::test]
async fn a_slug_is_found_without_regard_to_case() {
    let app = world().await;
    let explained = Orgctl::on(&app).json(&[&JANE[..], &["--organization", "OPEN"]].concat()).await;
    assert_eq!(explained["organizations"][0]["organization_id"], "organization-open");
}

#[tokio::test]
async fn whatever_an_organization_shares_with_the_person_it_is_explained() {
    let organization = |id: &str, more: Value| {
        let mut organization = json!({"organization_id": format!("shares-{id}"), "organization_name": id});
        organization.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
        organization
    };
    let app = TestApp::start(json!({"organizations": [
        organization("allowed-domain", json!({"email_allowed_domains": ["acme.io"]})),
        organization("claimed-domain", json!({"claimed_email_domains": ["acme.io"]})),
        organization("colleague", json!({"members": [member("m-1", "al@acme.io", "active", true)]})),
        organization("connection", json!({"sso_active_connections": [{"connection_id": "saml-1"}]})),
        organization("deleted-member", json!({"members": [member("m-2", "jane@acme.io", "deleted", true)]})),
        organization("hint", json!({})),
        organization("tenant", json!({"allowed_oauth_tenants": {"slack": ["T1"]}})),
        organization("nothing", json!({"email_allowed_domains": ["acme.com"], "allowed_oauth_tenants": {"slack": ["T2"]}})),
    ]}))
    .await;
    let person = [
        "--email",
        "jane@acme.io",
        "--factor",
        "magic_link",
        "--factor",
        "sso:saml-1",
        "--tenant",
        "slack:T1",
    ];
    let arguments = [&["explain", "--hint", "shares-hint"], &person[..]].concat();
    let explained = Orgctl::on(&app).json(&arguments).await;
    let organizations = explained["organizations"].as_array().expect("a list").iter();
    let ids: Vec<_> =
        organizations.map(|organization| organization["organization_id"].as_str().expect("an id")).collect();
    let expected =
        ["allowed-domain", "claimed-domain", "colleague", "connection", "deleted-member", "hint", "tenant"];
    assert_eq!(ids, expected.map(|id| format!("shares-{id}")));
    assert_eq!(explained["other_organizations"], 1);
}
