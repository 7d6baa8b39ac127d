//! Two whole answers, to the letter.

use test_support::{Answer, builders::with_every_field};

/// The outer keys on lines of their own. No other character is changed, so a snapshot of it is exact.
fn folded(answer: &Answer) -> String {
    let snapshot = answer.snapshot();
    let (_, body) = snapshot.split_once("\n\n").expect("a head and a body");
    let (mut folded, mut depth, mut in_string, mut escaped) = (String::new(), 0, false, false);
    for c in body.chars() {
        folded.push(c);
        match c {
            '"' if !escaped => in_string = !in_string,
            '{' | '[' if !in_string => depth += 1,
            '}' | ']' if !in_string => depth -= 1,
            ',' if !in_string && depth <= 5 => folded.push('\n'),
            _ => {}
        }
        escaped = in_string && c == '\\' && !escaped;
    }
    assert_eq!(folded.replace('\n', ""), body);
    folded
}

#[tokio::test]
async fn answer_with_every_field_matches_snapshot() {
    let app = with_every_field().await;
    insta::assert_snapshot!(folded(&app.discover("everything").await), @r#"
    {"discovered_organizations":[{"member_authenticated":false,
    "membership":{"details":null,
    "member":{"created_at":"2024-02-29T23:59:59Z",
    "default_mfa_method":"sms_otp",
    "email_address":"ann@everything.example",
    "email_address_verified":true,
    "external_id":"external-ann",
    "is_admin":true,
    "is_breakglass":true,
    "is_locked":true,
    "lock_created_at":"2026-01-01T00:00:00Z",
    "lock_expires_at":"2026-01-01T00:00:00Z",
    "member_id":"member-test-00000000-0000-4000-8000-000000000001",
    "member_password_id":"member-password-1",
    "mfa_enrolled":true,
    "mfa_phone_number":"XXXXXXX1234",
    "mfa_phone_number_verified":true,
    "name":"Ann \"A\" Ångström",
    "oauth_registrations":[{"locale":"sv","member_oauth_registration_id":"oauth-1","profile_picture_url":"https://example.com/ann.png","provider_subject":"1","provider_type":"Google"},{"locale":null,"member_oauth_registration_id":"","profile_picture_url":null,"provider_subject":"U1","provider_type":"Slack"}],
    "organization_id":"organization-test-00000000-0000-4000-8000-000000000001",
    "retired_email_addresses":[{"email_address":"ann@old.example","email_id":"email-1"},{"email_address":"ann@older.example","email_id":""}],
    "roles":[{"role_id":"stytch_admin","sources":[{"details":{},"type":"direct_assignment"},{"details":{"email_domain":"everything.example"},"type":"email_assignment"},{"details":{"connection_id":"saml-1"},"type":"sso_connection"},{"details":{"connection_id":"saml-1","group":"g"},"type":"sso_connection_group"},{"details":{"connection_id":"scim-1","group_id":"g"},"type":"scim_connection_group"}]},{"role_id":"stytch_member","sources":[]}],
    "scim_registration":{"connection_id":"scim-1","external_id":"ann","registration_id":"scim-registration-1","scim_attributes":{"active":true,"addresses":[{"country":"SE","formatted":"Street 1, Town","locality":"Town","postal_code":"1","primary":true,"region":"R","street_address":"Street 1","type":"work"}],"display_name":"Ann","emails":[{"primary":true,"type":"work","value":"ann@everything.example"}],"enterprise_extension":{"cost_center":"2","department":"E","division":"D","employee_number":"1","manager":{"display_name":"Bob","ref":"/Users/2","value":"2"},"organization":"O"},"entitlements":[{"primary":false,"type":"t","value":"e"}],"external_id":"ann","groups":[{"display":"Group","value":"g"}],"id":"1","ims":[{"primary":false,"type":"xmpp","value":"ann"}],"locale":"sv-SE","name":{"family_name":"Ångström","formatted":"Ann Ångström","given_name":"Ann","honorific_prefix":"Dr.","honorific_suffix":"Jr.","middle_name":"A"},"nick_name":"A","phone_numbers":[{"primary":true,"type":"mobile","value":"+1 555 010 1234"}],"photos":[{"primary":false,"type":"photo","value":"https://example.com/ann.png"}],"preferred_language":"sv","profile_url":"https://example.com/ann","roles":[{"primary":false,"type":"t","value":"r"}],"timezone":"Europe/Stockholm","title":"Dr.","user_name":"ann","user_type":"human","x509certificates":[{"primary":false,"type":"t","value":"MII"}]}},
    "sso_registrations":[{"connection_id":"saml-1","external_id":"ann","registration_id":"sso-1","sso_attributes":{"z":1.0,"groups":["b","a"]}},{"connection_id":"oidc-1","external_id":"","registration_id":"","sso_attributes":null}],
    "status":"active",
    "totp_registration_id":"totp-1",
    "trusted_metadata":{"z":1.0,"a":[2,1]},
    "untrusted_metadata":{"theme":"a  b","Theme":0.10},
    "updated_at":"2025-01-01T00:00:59Z"},
    "type":"active_member"},
    "mfa_required":{"member_options":{"mfa_phone_number":"XXXXXXX1234",
    "totp_registration_id":"totp-1"},
    "secondary_auth_initiated":null},
    "organization":{"allowed_auth_methods":["password",
    "sso",
    "magic_link"],
    "allowed_first_party_connected_apps":["app-1"],
    "allowed_mfa_methods":["totp",
    "sms_otp"],
    "allowed_oauth_tenants":{"github":["1"],
    "slack":["T2","T1"]},
    "allowed_third_party_connected_apps":["app-2"],
    "auth_methods":"RESTRICTED",
    "claimed_email_domains":["everything.example"],
    "created_at":"2026-04-25T16:37:09Z",
    "custom_roles":[{"description":"Reads","permissions":[{"actions":["read","list"],"resource_id":"documents"}],"role_id":"reader"}],
    "email_allowed_domains":["everything.example"],
    "email_invites":"NOT_ALLOWED",
    "email_jit_provisioning":"RESTRICTED",
    "first_party_connected_apps_allowed_type":"RESTRICTED",
    "mfa_methods":"RESTRICTED",
    "mfa_policy":"REQUIRED_FOR_ALL",
    "oauth_tenant_jit_provisioning":"RESTRICTED",
    "organization_external_id":"external-1",
    "organization_id":"organization-test-00000000-0000-4000-8000-000000000001",
    "organization_logo_url":"https://everything.example/logo.png",
    "organization_name":"Everything",
    "organization_slug":"everything",
    "rbac_email_implicit_role_assignments":[{"domain":"everything.example","role_id":"reader"}],
    "scim_active_connection":{"bearer_token_expires_at":"2027-01-01T00:00:00Z",
    "bearer_token_last_four":"abcd",
    "connection_id":"scim-1",
    "display_name":"Entra"},
    "scim_active_connections":[{"bearer_token_expires_at":null,"bearer_token_last_four":"","connection_id":"scim-1","display_name":""}],
    "sso_active_connections":[{"connection_id":"saml-1","display_name":"Okta","identity_provider":"okta"},
    {"connection_id":"oidc-1","display_name":"","identity_provider":""}],
    "sso_default_connection_id":"saml-1",
    "sso_jit_provisioning":"RESTRICTED",
    "sso_jit_provisioning_allowed_connections":["saml-1"],
    "third_party_connected_apps_allowed_type":"NOT_ALLOWED",
    "trusted_metadata":{"z":1.0,
    "a":{"y":[1e3,1.50,-0,12345678901234567890123],"b":"\u00e9 é \"q\" \\ /"},
    "Z":null,
    "m":{}},
    "updated_at":"2026-04-25T22:07:09Z"},
    "primary_required":null}],
    "email_address":"ann@everything.example",
    "organization_id_hint":"organization-test-00000000-0000-4000-8000-000000000001",
    "request_id":"request-id-test-<uuid>",
    "status_code":200}
    "#);
}

#[tokio::test]
async fn answer_with_no_field_matches_snapshot() {
    let app = with_every_field().await;
    insta::assert_snapshot!(folded(&app.discover("default").await), @r#"
    {"discovered_organizations":[{"member_authenticated":true,
    "membership":{"details":null,
    "member":{"created_at":"2026-01-01T00:00:00Z",
    "default_mfa_method":"",
    "email_address":"bob@default.example",
    "email_address_verified":false,
    "external_id":null,
    "is_admin":false,
    "is_breakglass":false,
    "is_locked":false,
    "lock_created_at":null,
    "lock_expires_at":null,
    "member_id":"member-test-00000000-0000-4000-8000-000000000004",
    "member_password_id":"",
    "mfa_enrolled":false,
    "mfa_phone_number":"",
    "mfa_phone_number_verified":false,
    "name":"",
    "oauth_registrations":[],
    "organization_id":"organization-test-00000000-0000-4000-8000-000000000002",
    "retired_email_addresses":[],
    "roles":[],
    "scim_registration":null,
    "sso_registrations":[],
    "status":"active",
    "totp_registration_id":"",
    "trusted_metadata":{},
    "untrusted_metadata":{},
    "updated_at":"2026-01-01T00:00:00Z"},
    "type":"active_member"},
    "mfa_required":null,
    "organization":{"allowed_auth_methods":[],
    "allowed_first_party_connected_apps":[],
    "allowed_mfa_methods":[],
    "allowed_oauth_tenants":{},
    "allowed_third_party_connected_apps":[],
    "auth_methods":"ALL_ALLOWED",
    "claimed_email_domains":[],
    "created_at":"2026-01-01T00:00:00Z",
    "custom_roles":[],
    "email_allowed_domains":[],
    "email_invites":"ALL_ALLOWED",
    "email_jit_provisioning":"NOT_ALLOWED",
    "first_party_connected_apps_allowed_type":"ALL_ALLOWED",
    "mfa_methods":"ALL_ALLOWED",
    "mfa_policy":"OPTIONAL",
    "oauth_tenant_jit_provisioning":"NOT_ALLOWED",
    "organization_external_id":null,
    "organization_id":"organization-test-00000000-0000-4000-8000-000000000002",
    "organization_logo_url":"",
    "organization_name":"",
    "organization_slug":"",
    "rbac_email_implicit_role_assignments":[],
    "scim_active_connection":null,
    "scim_active_connections":[],
    "sso_active_connections":[],
    "sso_default_connection_id":null,
    "sso_jit_provisioning":"ALL_ALLOWED",
    "sso_jit_provisioning_allowed_connections":[],
    "third_party_connected_apps_allowed_type":"ALL_ALLOWED",
    "trusted_metadata":{},
    "updated_at":"2026-01-01T00:00:00Z"},
    "primary_required":null}],
    "email_address":"bob@default.example",
    "organization_id_hint":null,
    "request_id":"request-id-test-<uuid>",
    "status_code":200}
    "#);
}

#[tokio::test]
async fn answer_without_organizations_matches_snapshot() {
    let app = with_every_field().await;
    insta::assert_snapshot!(folded(&app.discover("nobody").await), @r#"
    {"discovered_organizations":[],
    "email_address":"nobody@nowhere.example",
    "organization_id_hint":null,
    "request_id":"request-id-test-<uuid>",
    "status_code":200}
    "#);
}
