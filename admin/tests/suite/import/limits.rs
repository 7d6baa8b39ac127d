//! Objects that exceed a limit.

use serde_json::{Value, json};

use super::{jane_with, members, organization_with, refusal};

#[test]
fn object_over_limit_is_refused_with_field() {
    let organization = |field: &str, value: &Value| refusal(&organization_with(field, value, &json!([])));
    insta::assert_snapshot!(organization("organization_slug", &json!("a b")), @"data.json: /organizations/0/organization_slug: organization_slug must be 2 to 128 of A-Z a-z 0-9 - . _ ~, and cannot look like the id of an organization");
    insta::assert_snapshot!(organization("organization_name", &json!("x".repeat(129))), @"data.json: /organizations/0/organization_name: organization_name has 129 characters; at most 128 are possible");
    insta::assert_snapshot!(organization("trusted_metadata", &json!({"x": "x".repeat(65_536)})), @"data.json: /organizations/0: the Organization takes 66515 bytes of JSON text; at most 65536 are possible");
    let member = |field: &str, value: &Value| refusal(&members(&json!([jane_with(field, value)])));
    insta::assert_snapshot!(member("mfa_phone_number", &json!("15550100000")), @"data.json: /organizations/0/members/0/mfa_phone_number: mfa_phone_number must be in the form of E.164, such as +15550100000");
    insta::assert_snapshot!(member("untrusted_metadata", &json!({"x": "x".repeat(65_536)})), @"data.json: /organizations/0/members/0: the Member takes 66154 bytes of JSON text; at most 65536 are possible");
}
