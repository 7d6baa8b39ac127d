//! Values that must be unique to an organization or Member.

use serde_json::{Value, json};

use super::{refusal, warnings};

#[test]
fn unique_value_of_two_organizations_is_refused() {
    let connection = json!([{"connection_id": "saml-1"}]);
    let data = json!({"organizations": [
        {"organization_id": "a", "sso_active_connections": connection, "organization_slug": "acme"},
        {"organization_id": "b", "sso_active_connections": connection, "claimed_email_domains": ["acme.com"]},
        {"organization_id": "c", "claimed_email_domains": ["Acme.com"], "organization_slug": "ACME"},
        {"organization_id": "d"}, {"organization_id": "e"},
    ]});
    insta::assert_snapshot!(refusal(&data), @"
    data.json: /organizations/1/sso_active_connections/0/connection_id: another organization already has the SSO connection saml-1 (data.json at /organizations/0/sso_active_connections/0/connection_id)
    data.json: /organizations/2/organization_slug: another organization already has the slug acme, ignoring case (data.json at /organizations/0/organization_slug)
    data.json: /organizations/2/claimed_email_domains/0: another organization already claims acme.com (data.json at /organizations/1/claimed_email_domains/0)
    ");
}

#[test]
fn member_on_retired_address_is_refused() {
    let retired = json!([{"email_address": "maiden@one.example"}]);
    let of = |members: Value| json!({"organizations": [{"organization_id": "org-1", "members": members}]});
    let data = of(json!([
        {"member_id": "m-1", "email_address": "maiden@one.example"},
        {"member_id": "m-2", "email_address": "married@one.example", "retired_email_addresses": retired},
        {"member_id": "m-3", "email_address": "other@one.example", "retired_email_addresses": retired},
    ]));
    insta::assert_snapshot!(refusal(&data), @"
    data.json: /organizations/0/members/0/email_address: another Member has retired this address (data.json at /organizations/0/members/2/retired_email_addresses/0/email_address)
    data.json: /organizations/0/members/2/retired_email_addresses/0/email_address: another Member has retired this address (data.json at /organizations/0/members/1/retired_email_addresses/0/email_address)
    ");
    let deleted = of(json!([
        {"member_id": "m-1", "email_address": "maiden@one.example", "status": "deleted"},
        {"member_id": "m-2", "email_address": "married@one.example", "retired_email_addresses": retired},
    ]));
    insta::assert_snapshot!(warnings(&deleted), @"data.json: /organizations/0/members/0: the deleted Member was skipped because another Member has its address");
    let back = json!([{"member_id": "m-1", "email_address": "maiden@one.example", "retired_email_addresses": retired}]);
    assert_eq!(refusal(&of(back)), "not refused");
}

#[test]
fn password_id_at_two_addresses_is_warned_of() {
    let data = json!({"organizations": [{"organization_id": "org-1", "members": [
        {"member_id": "m-1", "email_address": "a@one.example", "member_password_id": "p", "totp_registration_id": "t"},
        {"member_id": "m-2", "email_address": "b@one.example", "member_password_id": "p", "totp_registration_id": "t"},
    ]}]});
    insta::assert_snapshot!(warnings(&data), @"
    data.json: /organizations/0/members/1/totp_registration_id: a Member with another address has the same totp_registration_id (data.json at /organizations/0/members/0/totp_registration_id)
    data.json: /organizations/0/members/1/member_password_id: a Member with another address has the same member_password_id (data.json at /organizations/0/members/0/member_password_id)
    ");
}
