//! Checks of responses.

use org_discovery_client_test::{Outcome, check_equal, text};
use serde_json::{Value, json};

/// Checks the fields of every response with a Member.
pub fn check_response(response: &Value) -> Outcome {
    check_equal("status_code", response["status_code"].clone(), 200.into())?;
    check_equal("request_id", text(&response["request_id"]).starts_with("request-id-").into(), true.into())?;
    let (member, organization) = (&response["member"], &response["organization"]);
    check_equal("member_id", response["member_id"].clone(), member["member_id"].clone())?;
    check_equal("organization", member["organization_id"].clone(), organization["organization_id"].clone())
}

/// Checks a response to a sign-in that needs more factors: `required` has `primary_required` and `mfa_required`.
pub fn check_factors_required(response: &Value, token: &Value, required: Value) -> Outcome {
    check_response(response)?;
    check_equal("member_authenticated", response["member_authenticated"].clone(), false.into())?;
    check_equal("token", response["intermediate_session_token"].clone(), token.clone())?;
    check_equal("session", json!([response["session_token"], response["session_jwt"]]), json!(["", ""]))?;
    check_equal("member_session", response["member_session"].clone(), Value::Null)?;
    check_equal("required", json!([response["primary_required"], response["mfa_required"]]), required)
}
