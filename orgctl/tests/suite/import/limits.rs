//! Objects that exceed a limit, which are refused before anything is written.

use serde_json::{Value, json};

use super::{import, refusal};
use test_support::TestApp;

/// Returns one organization per phone number, with a Member that has the number.
fn phones(numbers: &[&str]) -> Value {
    let organization = |(n, number): (usize, &&str)| {
        json!({"organization_id": format!("m{n}"), "mfa_policy": "REQUIRED_FOR_ALL", "members": [{
            "member_id": format!("member-m{n}"), "email_address": "ph@acme.com", "email_address_verified": true,
            "mfa_phone_number": number, "mfa_phone_number_verified": true,
        }]})
    };
    json!({"organizations": numbers.iter().enumerate().map(organization).collect::<Vec<_>>()})
}

#[tokio::test]
async fn phone_number_that_is_not_e164_is_refused() {
    let app = TestApp::start(json!({})).await;
    let data = phones(&[
        "+15550100000",
        "15550100000",
        "+1 (555) 010-0000",
        "+1-555-010-0000",
        "0015550100000",
        "whatsapp:+15550100000",
        "+05550100000",
        "+1",
        "+12",
        "+123456789012345",
        "+1234567890123456",
        "+1555010000a",
        "",
    ]);
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 9 errors:
    standard input: /organizations/1/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not begin with a plus sign
    standard input: /organizations/2/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it has a character other than digits after the plus sign
    standard input: /organizations/3/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it has a character other than digits after the plus sign
    standard input: /organizations/4/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not begin with a plus sign
    standard input: /organizations/5/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not begin with a plus sign
    standard input: /organizations/6/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it begins with 0 instead of a country code
    standard input: /organizations/7/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not have 2 to 15 digits
    standard input: /organizations/10/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not have 2 to 15 digits
    standard input: /organizations/11/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it has a character other than digits after the plus sign
    ");
    let output = import(&app, phones(&["+15550100000", "+12", "+123456789012345", ""])).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn organization_over_edge_limit_is_refused_with_members() {
    let app = TestApp::start(json!({})).await;
    let tenants: Vec<_> = (1_000..9_900).map(|n| n.to_string()).collect();
    let data = json!({"organizations": [{
        "organization_id": "wide", "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"hubspot": tenants},
        "members": [{"member_id": "m", "email_address": "a@b.example"}],
    }]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 1 error:
    standard input: /organizations/0: the edges of email_allowed_domains and allowed_oauth_tenants take 178000 bytes; the limit is 150000
    ");
}

#[tokio::test]
async fn object_over_a_limit_is_refused() {
    let app = TestApp::start(json!({})).await;
    let data = json!({"organizations": [
        {"organization_id": "long", "organization_name": "x".repeat(129)},
        {"organization_id": "slug", "organization_slug": "a b"},
        {"organization_id": "id", "organization_slug": "organization-test-acme"},
        {"organization_id": "large", "trusted_metadata": {"x": "x".repeat(65_536)}, "members": [
            {"member_id": "m", "email_address": "a@b.example", "untrusted_metadata": {"x": "x".repeat(65_536)}},
        ]},
    ]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 5 errors:
    standard input: /organizations/0/organization_name: organization_name has 129 characters; the limit is 128
    standard input: /organizations/1/organization_slug: organization_slug must be 2 to 128 characters of A-Z a-z 0-9 - . _ ~ and must not look like an organization_id
    standard input: /organizations/2/organization_slug: organization_slug must be 2 to 128 characters of A-Z a-z 0-9 - . _ ~ and must not look like an organization_id
    standard input: /organizations/3: the Organization is 66515 bytes of JSON text; the limit is 65536
    standard input: /organizations/3/members/0: the Member is 66142 bytes of JSON text; the limit is 65536
    ");
}
