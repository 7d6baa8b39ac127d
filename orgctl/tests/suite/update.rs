//! `orgctl organization update` and `orgctl member update`.

use serde_json::{Value, json};

use super::input_files::{file, path};
use test_support::{
    Orgctl, TestApp,
    builders::{data_set, member, organization, organization_id, verified},
    small_data_set,
};

/// Acme lets people of acme.io join by its active Member Al. Two people of acme.io and one of acme.com belong to Globex.
async fn start() -> TestApp {
    let acme = json!({
        "organization_slug": "acme", "email_jit_provisioning": "RESTRICTED", "trusted_metadata": {"plan": "free", "seats": 7},
        "allowed_oauth_tenants": {"slack": ["T1"]},
    });
    let members = [
        verified("al@acme.io"),
        verified("al@acme.com"),
        member("old@acme.io", json!({"status": "deleted"})),
    ];
    let people =
        ["jane@acme.io", "joe@acme.io", "al@acme.io", "old@acme.io", "jim@acme.com", "x@sub.acme.io"];
    let globex = people.map(verified);
    TestApp::start(data_set(
        [organization("Acme", acme, members), organization("Globex", json!({}), globex)],
        [],
    ))
    .await
}

async fn update(app: &TestApp, arguments: &[&str]) -> String {
    let text = Orgctl::on(app).text(&[&["organization", "update", "acme"], arguments].concat()).await;
    text.replace(&organization_id("Acme"), "ACME")
}

/// The list of methods has an effect only if methods are restricted.
#[tokio::test]
async fn unused_list_of_methods_has_no_effect() {
    let app = start().await;
    insta::assert_snapshot!(update(&app, &["--set", "allowed_auth_methods=[\"sso\"]"]).await, @"
    ACME (acme): updated
      allowed_auth_methods: + sso
    ");
    insta::assert_snapshot!(update(&app, &["--set", "auth_methods=RESTRICTED"]).await, @"
    ACME (acme): updated
      auth_methods: ALL_ALLOWED → RESTRICTED
    Members may need another sign-in method at the next sign-in
    ");
    insta::assert_snapshot!(update(&app, &["--set", "allowed_auth_methods=[\"sso\",\"password\"]"]).await, @"
    ACME (acme): updated
      allowed_auth_methods: + password
    Members may need another sign-in method at the next sign-in
    ");
}

#[tokio::test]
async fn update_prints_difference_and_effect() {
    let app = start().await;
    insta::assert_snapshot!(update(&app, &["--add-domain", "acme.io"]).await, @"
    ACME (acme): updated
      email_allowed_domains: + acme.io
    2 more people could join by acme.io
    ");
    insta::assert_snapshot!(update(&app, &["--add-domain", "acme.com", "--set", "trusted_metadata.plan=pro"]).await, @"
    ACME (acme): updated
      email_allowed_domains: + acme.com
      trusted_metadata.plan: free → pro
    1 more person could join by acme.com
    ");
    insta::assert_snapshot!(update(&app, &["--add-domain", "acme.com"]).await, @"ACME (acme): unchanged");
    insta::assert_snapshot!(update(&app, &["--remove-domain", "acme.io", "--add-domain", "new.example"]).await, @"
    ACME (acme): updated
      email_allowed_domains: + new.example, - acme.io
    people cannot join by new.example yet: this needs an active Member with a verified address there
    2 people can no longer join by acme.io
    ");
    insta::assert_snapshot!(update(&app, &["--add-tenant", "github:7", "--set", "oauth_tenant_jit_provisioning=RESTRICTED"]).await, @r#"
    ACME (acme): updated
      allowed_oauth_tenants.github: (nothing) → ["7"]
      oauth_tenant_jit_provisioning: NOT_ALLOWED → RESTRICTED
    people who sign in with github:7 could join
    people who sign in with slack:T1 could join
    "#);
    insta::assert_snapshot!(update(&app, &["--remove-tenant", "slack:T1", "--set", "mfa_policy=REQUIRED_FOR_ALL", "--set", "organization_slug=acme-2"]).await, @r#"
    ACME (acme-2): updated
      allowed_oauth_tenants.slack: ["T1"] → (nothing)
      mfa_policy: OPTIONAL → REQUIRED_FOR_ALL
      organization_slug: acme → acme-2
    people who sign in with slack:T1 can no longer join by it
    every Member needs a second factor at the next sign-in
    the slug acme no longer leads to this organization
    "#);
}

#[tokio::test]
async fn update_keeps_what_it_does_not_name() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let before = orgctl.json(&["organization", "get", "acme"]).await;
    let partial =
        file(json!({"trusted_metadata": {"plan": null, "region": "eu"}, "organization_name": "Acme Inc."}));
    update(&app, &["--from", path(&partial), "--set", "organization_logo_url=https://acme.io/logo.png"])
        .await;
    let mut expected = before.clone();
    expected["trusted_metadata"] = json!({"seats": 7, "region": "eu"});
    expected["organization_name"] = json!("Acme Inc.");
    expected["organization_logo_url"] = json!("https://acme.io/logo.png");
    let mut after = orgctl.json(&["organization", "get", "acme"]).await;
    assert_ne!(after["updated_at"], before["updated_at"], "the time of the change");
    after["updated_at"] = before["updated_at"].clone();
    assert_eq!(after, expected);
    assert_eq!(orgctl.json(&["check"]).await["inconsistencies"], json!([]));
}

#[tokio::test]
async fn null_sets_the_default() {
    let app = start().await;
    update(&app, &["--set", "email_jit_provisioning=null", "--set", "trusted_metadata=null"]).await;
    let after = Orgctl::on(&app).json(&["organization", "get", "acme"]).await;
    assert_eq!(
        (&after["email_jit_provisioning"], &after["trusted_metadata"]),
        (&json!("NOT_ALLOWED"), &json!({}))
    );
}

#[tokio::test]
async fn invalid_changes_are_refused() {
    let app = start().await;
    let before = app.all_items().await;
    let mut refusals = Vec::new();
    for arguments in [
        &[][..],
        &["--set", "organisation_name=x"],
        &["--set", "organization_id=o-2"],
        &["--set", "mfa_policy=SOMETIMES"],
        &["--set", "email_allowed_domains=acme.io"],
        &["--set", "trusted_metadata.plan.name=x"],
        &["--set", "organization_slug=A"],
        &["--add-domain", "gmail.com"],
        &["--remove-domain", "never.example"],
        &["--remove-tenant", "slack:T9"],
        &["--add-tenant", "T9"],
        &["--from", "nowhere.json"],
        &["--set", "sso_active_connections=[{\"connection_id\": \"c\", \"colour\": 1}]"],
    ] {
        let output =
            Orgctl::on(&app).run(&[&["-q", "organization", "update", "acme"], arguments].concat()).await;
        assert_eq!(output.stdout, "", "{arguments:?}");
        refusals.push(format!("{} {}", output.code.expect("a code"), output.stderr));
    }
    insta::assert_snapshot!(refusals.concat(), @r#"
    2 error: nothing to change; use --set, --from, --add-domain or another option
    2 error: --set: unknown field organisation_name; did you mean organization_name or organization_id or organization_external_id?
    2 error: the id of an organization cannot be changed
    1 error: the changed object: /mfa_policy: unknown variant `SOMETIMES`, expected `OPTIONAL` or `REQUIRED_FOR_ALL`
    1 error: the changed object: /email_allowed_domains: invalid type: string "acme.io", expected a sequence
    2 error: --set: plan is not an object; set it as a whole
    1 error: organization_slug must be 2 to 128 characters of A-Z a-z 0-9 - . _ ~ and must not look like an organization_id
    1 error: gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain
    2 error: --remove-domain: never.example is not in email_allowed_domains
    2 error: --remove-tenant: slack:T9 is not in allowed_oauth_tenants
    2 error: invalid value 'T9' for '--add-tenant <PROVIDER:ID>': expected github:ID, hubspot:ID or slack:ID

    For more information, try '--help'.
    1 error: nowhere.json: No such file or directory (os error 2)
    1 error: nothing was written, because of unknown fields; correct the names:
    the changed object: /sso_active_connections/0: unknown field "colour"
    "#);
    assert_eq!(app.all_items().await, before);
}

#[tokio::test]
async fn member_update_prints_difference_and_effect() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let update = async |arguments: &[&str]| {
        orgctl.text(&[&["member", "update", "member-ann"], arguments].concat()).await
    };
    insta::assert_snapshot!(update(&["--set", "name=Ann", "--set", "status=invited"]).await, @"
    member-ann (ann@acme.example in organization-acme): updated
      name: (nothing) → Ann
      status: active → invited
    the person sees the organization as an invitation
    ");
    insta::assert_snapshot!(update(&["--set", "status=deleted"]).await, @"
    member-ann (ann@acme.example in organization-acme): updated
      status: invited → deleted
    the person no longer sees the organization and cannot join it again, and the Member's sessions end
    ");
    insta::assert_snapshot!(update(&["--set", "status=active", "--set", "email_address=ann@acme.io"]).await, @"
    member-ann (ann@acme.io in organization-acme): updated
      email_address: ann@acme.example → ann@acme.io
      status: deleted → active
    the person sees the organization again; earlier sessions stay invalid
    the Member moves from ann@acme.example to ann@acme.io, and its sessions end
    ");
    insta::assert_snapshot!(update(&["--set", "name=Ann"]).await, @"member-ann (ann@acme.io in organization-acme): unchanged");
    let refusal = orgctl
        .run(&["-q", "member", "update", "member-ann", "--set", "organization_id=organization-globex"])
        .await;
    assert_eq!(
        (refusal.code, refusal.stderr.as_str()),
        (Some(2), "error: the id and the organization of a Member cannot be changed\n")
    );
    assert_eq!(orgctl.json(&["check"]).await["inconsistencies"], json!([]));
}

#[tokio::test]
async fn update_is_printed_as_json() {
    let app = start().await;
    let updated = Orgctl::on(&app).json(&["organization", "update", "acme", "--add-domain", "acme.io"]).await;
    let expected = json!({
        "organization_id": organization_id("Acme"),
        "outcome": "updated",
        "changes": [{"field": "email_allowed_domains", "before": [], "after": ["acme.io"]}],
        "effects": ["2 more people could join by acme.io"],
    });
    assert_eq!(updated, expected);
}

/// The number of people in the effect is the number whose list changes.
#[tokio::test]
async fn effect_counts_the_people_who_can_join() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let joins = async |address: &str| {
        let discovered = orgctl.json(&["discover", "--email", address, "--factor", "magic_link"]).await;
        let found = discovered["discovered_organizations"].as_array().expect("a list").clone();
        found.iter().any(|entry| entry["membership"]["type"] == "eligible_to_join_by_email_domain")
    };
    let mut before = 0;
    let people =
        ["jane@acme.io", "joe@acme.io", "al@acme.io", "old@acme.io", "jim@acme.com", "x@sub.acme.io"];
    for address in people {
        before += usize::from(joins(address).await);
    }
    let updated: Value = orgctl.json(&["organization", "update", "acme", "--add-domain", "acme.io"]).await;
    let mut after = 0;
    for address in people {
        after += usize::from(joins(address).await);
    }
    assert_eq!((before, after), (0, 2));
    assert_eq!(updated["effects"], json!(["2 more people could join by acme.io"]));
}

#[tokio::test]
async fn additions_that_let_no_person_join_are_explained() {
    let app = start().await;
    insta::assert_snapshot!(update(&app, &["--set", "email_jit_provisioning=NOT_ALLOWED", "--add-domain", "acme.io", "--add-tenant", "github:7"]).await, @r#"
    ACME (acme): updated
      allowed_oauth_tenants.github: (nothing) → ["7"]
      email_allowed_domains: + acme.io
      email_jit_provisioning: RESTRICTED → NOT_ALLOWED
    people cannot join by acme.io: this needs email_jit_provisioning RESTRICTED and a domain of one company
    people cannot join by github:7: this needs oauth_tenant_jit_provisioning RESTRICTED
    "#);
    let mut undo =
        update(&app, &["--set", "email_jit_provisioning=RESTRICTED", "--add-domain", "new.example"]).await;
    undo += &update(&app, &["--remove-domain", "new.example"]).await;
    insta::assert_snapshot!(undo, @"
    ACME (acme): updated
      email_allowed_domains: + new.example
      email_jit_provisioning: NOT_ALLOWED → RESTRICTED
    2 more people could join by acme.io
    people cannot join by new.example yet: this needs an active Member with a verified address there
    ACME (acme): updated
      email_allowed_domains: - new.example
    no effect on people: they could not join by new.example before
    ");
}

#[tokio::test]
async fn member_changes_name_their_effect_on_others() {
    let app = start().await;
    update(&app, &["--add-domain", "acme.io"]).await;
    let orgctl = Orgctl::on(&app);
    let acme = organization_id("Acme");
    let member = ["--organization", "acme"];
    let last = orgctl
        .text(
            &[&["member", "update", "al@acme.io", "--set", "email_address_verified=false"], &member[..]]
                .concat(),
        )
        .await;
    let first = orgctl
        .text(
            &[&["member", "update", "al@acme.io", "--set", "email_address_verified=true"], &member[..]]
                .concat(),
        )
        .await;
    let deleted = orgctl.text(&[&["member", "delete", "al@acme.io", "--yes"], &member[..]].concat()).await;
    let reactivated = orgctl.text(&[&["member", "reactivate", "al@acme.io"], &member[..]].concat()).await;
    let erased = orgctl.text(&[&["member", "erase", "al@acme.io", "--yes"], &member[..]].concat()).await;
    let printed = [last, first, deleted, reactivated, erased].concat().replace(&acme, "ACME");
    insta::assert_snapshot!(printed, @"
    member-test-acme-al-acme-io (al@acme.io in ACME): updated
      email_address_verified: true → false
    the address no longer counts as verified in this organization
    people can no longer join by acme.io: no other active Member has a verified address there
    member-test-acme-al-acme-io (al@acme.io in ACME): updated
      email_address_verified: false → true
    the address counts as verified in this organization
    people can join by acme.io from now on: it is the first active Member with a verified address there
    member-test-acme-al-acme-io (al@acme.io in ACME): deleted
    the person no longer sees the organization and cannot join it again, and the Member's sessions end
    people can no longer join by acme.io: no other active Member has a verified address there
    member-test-acme-al-acme-io (al@acme.io in ACME): reactivated
    the person sees the organization again; earlier sessions stay invalid
    people can join by acme.io from now on: it is the first active Member with a verified address there
    member-test-acme-al-acme-io (al@acme.io in ACME): erased
    people can no longer join by acme.io: no other active Member has a verified address there
    ");
}
