//! `orgctl explain`.

mod candidates;
mod damaged_items;
mod one_organization;
mod uncounted_factors;

use serde_json::{Value, json};

use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id, with},
};

fn member_with_status(id: &str, address: &str, status: &str, verified: bool) -> Value {
    member_with_id(id, address, json!({"status": status, "email_address_verified": verified}))
}

/// An organization that people at `domains` can join. Its id, name and slug are derived from `name`.
fn restricted(name: &str, domains: &[&str], members: &[Value]) -> Value {
    organization_with_id(
        &format!("organization-{name}"),
        json!({
            "organization_name": name, "organization_slug": name, "members": members,
            "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": domains,
        }),
    )
}

/// An active Member al@acme.io, who has the same domain as Jane.
fn al(id: &str, verified: bool) -> Value {
    member_with_status(id, "al@acme.io", "active", verified)
}

/// Starts an app with organizations that Jane sees or does not see, each for a different reason.
async fn start_app() -> TestApp {
    let acme = ["acme.io"];
    let not_allowed = json!({"email_jit_provisioning": "NOT_ALLOWED"});
    let by_tenant = json!({
        "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]},
        "claimed_email_domains": ["acme.io"],
    });
    let okta = json!([{"connection_id": "saml-1", "display_name": "Okta", "identity_provider": "okta"}]);
    let removed = [al("m-al", true), member_with_status("m-removed", "jane@acme.io", "deleted", true)];
    let invited = [member_with_status("m-invited", "jane@acme.io", "invited", false)];
    TestApp::start(json!({"organizations": [
        restricted("open", &acme, &[al("m-open", true)]),
        restricted("unverified", &acme, &[al("m-unverified", false)]),
        restricted("other-domain", &["acme.com"], &[al("m-other", true)]),
        restricted("removed", &acme, &removed),
        restricted("invited", &[], &invited),
        with(restricted("closed", &acme, &[al("m-closed", true)]), not_allowed.clone()),
        with(with(restricted("tenant", &[], &[]), not_allowed), by_tenant),
        with(restricted("sso", &acme, &[al("m-sso", true)]), json!({"sso_active_connections": okta})),
        restricted("stranger", &["globex.example"], &[]),
    ]}))
    .await
}

/// Arguments that explain all candidate organizations of Jane, who has followed a magic link.
const JANE: [&str; 5] = ["explain", "--email", "jane@acme.io", "--factor", "magic_link"];

/// Explains one organization to Jane.
async fn explain(app: &TestApp, organization: &str) -> String {
    Orgctl::on(app).text(&[&JANE[..], &["--organization", organization]].concat()).await
}
