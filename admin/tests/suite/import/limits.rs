//! Objects that exceed a limit.

use serde_json::{Value, json};

use super::{jane_with, members, organization_with, refusal};

#[test]
fn object_over_limit_is_refused_with_field() {
    let organization = |field: &str, value: &Value| refusal(&organization_with(field, value, &json!([])));
    insta::assert_snapshot!(organization("organization_slug", &json!("a b")), @"data.json: /organizations/0/organization_slug: organization_slug must be 2 to 128 characters of A-Z a-z 0-9 - . _ ~ and must not look like an organization_id");
    insta::assert_snapshot!(organization("organization_name", &json!("x".repeat(129))), @"data.json: /organizations/0/organization_name: organization_name has 129 characters; the limit is 128");
    insta::assert_snapshot!(organization("trusted_metadata", &json!({"x": "x".repeat(65_536)})), @"data.json: /organizations/0: the Organization is 66515 bytes of JSON text; the limit is 65536");
    let member = |field: &str, value: &Value| refusal(&members(&json!([jane_with(field, value)])));
    insta::assert_snapshot!(member("mfa_phone_number", &json!("15550100000")), @"data.json: /organizations/0/members/0/mfa_phone_number: mfa_phone_number must be in E.164 format, such as +15550100000, but it does not begin with a plus sign");
    insta::assert_snapshot!(member("untrusted_metadata", &json!({"x": "x".repeat(65_536)})), @"data.json: /organizations/0/members/0: the Member is 66154 bytes of JSON text; the limit is 65536");
}
