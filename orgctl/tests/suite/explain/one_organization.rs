//! Explanations of one organization, selected by `--organization`.

use super::{JANE, explain, start_app};
use crate::raw_items::Raw;
use test_support::Orgctl;

#[tokio::test]
async fn sso_only_session_is_explained() {
    let app = start_app().await;
    let arguments = ["explain", "--email", "jane@acme.io", "--factor", "sso:saml-1", "--organization"];
    let mut pages = Orgctl::on(&app).text(&[&arguments, &["open"][..]].concat()).await;
    pages += &Orgctl::on(&app).text(&[&arguments, &["sso"][..]].concat()).await;
    assert_eq!(pages, include_str!("../expected/explain_sso_only.txt"));
}

#[tokio::test]
async fn explanation_is_printed_as_json() {
    let arguments = [&JANE[..], &["--organization", "other-domain"]].concat();
    let explained = Orgctl::on(&start_app().await).json(&arguments).await;
    assert_eq!(format!("{explained:#}\n"), include_str!("../expected/explain_organization.json"));
}

/// An interrupted deletion leaves Members without their organization.
#[tokio::test]
async fn missing_organization_of_member_is_explained() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.organization_item("organization-invited")).await;
    insta::assert_snapshot!(explain(&app, "organization-invited").await, @"
    intermediate session for jane@acme.io with factors: magic_link

    organization-invited: NOT SHOWN
      the organization exists: NO
      a Member with this address: yes, m-invited (invited)
      To make it appear: create the organization (orgctl organization put).
    ");
}

#[tokio::test]
async fn mistyped_organization_is_refused_with_suggestions() {
    let app = start_app().await;
    let refusal =
        async |name: &str| Orgctl::on(&app).refusal(&[&JANE[..], &["--organization", name]].concat()).await;
    insta::assert_snapshot!(refusal("nowhere").await, @"error: there is no organization with the id, slug or name nowhere; `orgctl organization list` lists all organizations");
    insta::assert_snapshot!(refusal("tennant").await, @"error: there is no organization with the id, slug or name tennant; did you mean tenant (tenant)?");
    insta::assert_snapshot!(refusal("o").await, @"
    error: 2 organizations have a name that begins with o; use a slug or id:
    open (open)
    other-domain (other-domain)
    ");
}

#[tokio::test]
async fn organization_is_found_by_beginning_of_name() {
    let app = start_app().await;
    assert_eq!(explain(&app, "Strang").await, explain(&app, "organization-stranger").await);
}

#[tokio::test]
async fn member_session_is_explained_as_memberships_only() {
    let app = start_app().await;
    let arguments = ["explain", "--member", "m-open", "--organization", "stranger"];
    insta::assert_snapshot!(Orgctl::on(&app).text(&arguments).await, @"
    member session in organization-open for al@acme.io with factors: none

    stranger (organization-stranger): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join organizations: NO, a member session, and a session that is derived from one, shows only memberships
      by domain: the organization allows JIT provisioning (email_jit_provisioning): yes
      by domain: acme.io is allowed (email_allowed_domains): NO, allowed: globex.example
      by domain: acme.io belongs to a single company: yes
      by domain: another active Member has a verified address at acme.io: NO, 0
      visible to sessions whose only primary factors are SSO (connections: none) and organization passwords: NO, the address is not verified in the organization, and no connection belongs to an organization that claims the domain
      To make it appear: add or invite a Member with this address (orgctl member put) and sign in by a method that verifies the address, such as magic_link; or use an intermediate session that is not derived and add acme.io to email_allowed_domains and add another active Member with a verified address at acme.io and sign in by a method that verifies the address, such as magic_link.
    ");
}

#[tokio::test]
async fn shared_mailbox_domain_is_explained() {
    let app = start_app().await;
    let arguments =
        ["explain", "--email", "jane@gmail.com", "--tenant", "slack:T1", "--organization", "open"];
    insta::assert_snapshot!(Orgctl::on(&app).text(&arguments).await, @"
    intermediate session for jane@gmail.com with factors: none

    open (organization-open): NOT SHOWN
      the organization exists: yes
      a Member with this address: no
      the session can join organizations: yes
      by domain: the organization allows JIT provisioning (email_jit_provisioning): yes
      by domain: gmail.com is allowed (email_allowed_domains): NO, allowed: acme.io
      by domain: gmail.com belongs to a single company: NO, it is a shared mailbox domain
      by domain: another active Member has a verified address at gmail.com: NO, 0
      by tenant: the organization allows JIT provisioning (oauth_tenant_jit_provisioning): NO, NOT_ALLOWED
      by tenant: a tenant of the session is allowed (allowed_oauth_tenants): NO, session: slack:T1; allowed: none
      visible to sessions whose only primary factors are SSO (connections: none) and organization passwords: NO, the address is not verified in the organization, and no connection belongs to an organization that claims the domain
      To make it appear: add or invite a Member with this address (orgctl member put) and sign in by a method that verifies the address, such as magic_link; or set oauth_tenant_jit_provisioning to RESTRICTED and add slack:T1 to allowed_oauth_tenants and sign in by a method that verifies the address, such as magic_link.
    ");
}

#[tokio::test]
async fn redaction_for_unverified_address_is_explained() {
    let app = start_app().await;
    let person =
        ["explain", "--email", "jane@acme.io", "--factor", "slack_oauth:U1", "--organization", "invited"];
    insta::assert_snapshot!(Orgctl::on(&app).text(&person).await, @"
    intermediate session for jane@acme.io with factors: slack_oauth

    invited (organization-invited): shown
      the organization exists: yes
      a Member with this address: yes, m-invited (invited)
      Shown as invited_member, with member-only fields redacted because the session does not verify the address. Remaining steps: sign in by magic_link or email_otp or google_oauth or microsoft_oauth; accept the invitation.
      An exchange returns the remaining steps and changes no Member.
    ");
}

#[tokio::test]
async fn slug_in_other_case_is_found() {
    let app = start_app().await;
    let explained = Orgctl::on(&app).json(&[&JANE[..], &["--organization", "OPEN"]].concat()).await;
    assert_eq!(explained["organizations"][0]["organization_id"], "organization-open");
}
