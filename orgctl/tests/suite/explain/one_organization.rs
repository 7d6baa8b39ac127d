//! Explanations of one organization, chosen by the operator.

use super::{JANE, explain, world};
use test_support::Orgctl;

#[tokio::test]
async fn sso_only_session_is_explained() {
    let app = world().await;
    let arguments = ["explain", "--email", "jane@acme.io", "--factor", "sso:saml-1", "--organization"];
    let mut pages = Orgctl::on(&app).text(&[&arguments, &["open"][..]].concat()).await;
    pages += &Orgctl::on(&app).text(&[&arguments, &["sso"][..]].concat()).await;
    assert_eq!(pages, include_str!("../expected/explain_sso_only.txt"));
}

#[tokio::test]
async fn explanation_is_printed_as_json() {
    let arguments = [&JANE[..], &["--organization", "other-domain"]].concat();
    let explained = Orgctl::on(&world().await).json(&arguments).await;
    assert_eq!(format!("{explained:#}\n"), include_str!("../expected/explain_organization.json"));
}

#[tokio::test]
async fn missing_organization_is_explained() {
    let app = world().await;
    insta::assert_snapshot!(explain(&app, "nowhere").await, @"
    jane@acme.io before an organization is chosen, having shown: magic_link

    nowhere: NOT SHOWN
      the organization exists: NO
      a Member with this address: no
      To make it appear: create the organization (orgctl organization put) and add or invite a Member with this address (orgctl member put).
    ");
}

#[tokio::test]
async fn member_session_is_explained_as_memberships_only() {
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
async fn common_mailbox_domain_is_explained() {
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
async fn redaction_for_unproven_address_is_explained() {
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
async fn slug_in_other_case_is_found() {
    let app = world().await;
    let explained = Orgctl::on(&app).json(&[&JANE[..], &["--organization", "OPEN"]].concat()).await;
    assert_eq!(explained["organizations"][0]["organization_id"], "organization-open");
}
