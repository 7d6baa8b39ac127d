//! Runs the official Rust client against a running `cargo local`; see ../README.md.
//!
//! The cases are in JSON files, so this is a plain program instead of `#[test]` functions. Each case is one line of its
//! output and counts as one test.

use std::{error::Error, path::Path, process::ExitCode};

use org_discovery_client_test::{
    Outcome, Report, check_equal, check_error, client, demo, every_field, list_of, read, text,
};
use serde_json::{Value, json};
use stytch::b2b::discovery::DiscoveredOrganization;
use stytch::b2b::discovery_organizations::{ListRequest, ListResponse};
use stytch::b2b::sessions::GetJWKSRequest;

async fn list(local: &Value, credentials: &Value, arguments: &Value) -> stytch::Result<ListResponse> {
    let argument = |key: &str| arguments.get(key).and_then(Value::as_str).map(String::from);
    // The client sends an absent token as an explicit null.
    let request = ListRequest {
        intermediate_session_token: argument("intermediate_session_token"),
        session_token: argument("session_token"),
        session_jwt: argument("session_jwt"),
    };
    client(local, credentials)?.discovery.organizations.list(request).await
}

/// Checks the key set. This client does not validate JWTs locally. It percent-encodes the project id in the path.
async fn check_key_set(local: &Value) -> Outcome {
    let request = GetJWKSRequest { project_id: text(&local["project_id"]).to_owned() };
    let response = client(local, &json!({}))?.sessions.get_jwks(request).await?;
    check_equal("status_code", response.status_code.as_u16().into(), 200.into())?;
    check_equal("keys", response.keys.is_empty().into(), false.into())?;
    for key in response.keys {
        check_equal(
            "a key",
            json!([key.kty, key.alg, key.use_, key.key_ops]),
            json!(["RSA", "RS256", "sig", ["verify"]]),
        )?;
    }
    Ok(())
}

/// Returns a demo session's JWT with the first character of its signature changed. The last one may contain unused
/// bits.
fn changed_jwt(local: &Value) -> Option<String> {
    let mut sessions = list_of(&local["sessions"]).iter();
    let jwt = sessions.find_map(|s| s["session_jwt"].as_str())?;
    let (start, signature) = jwt.rsplit_once('.')?;
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    Some(format!("{start}.{first}{}", signature.get(1..)?))
}

fn seen(entry: &DiscoveredOrganization) -> Value {
    let membership = entry.membership.as_ref();
    json!({
        "name": entry.organization.as_ref().map(|o| &o.organization_name),
        "type": membership.map(|m| &m.type_),
        "details": membership.map(|m| &m.details),
        "primary_required": entry.primary_required,
        "mfa_required": entry.mfa_required,
        "member_authenticated": entry.member_authenticated,
    })
}

fn expected_entry(entry: &Value) -> Value {
    let rest = &entry[2];
    json!({
        "name": entry[0],
        "type": entry[1],
        "details": rest["details"],
        "primary_required": rest["primary_required"],
        "mfa_required": rest["mfa_required"],
        "member_authenticated": rest["primary_required"].is_null() && rest["mfa_required"].is_null(),
    })
}

fn check_response(response: stytch::Result<ListResponse>, facts: &Value) -> Outcome {
    let response = response?;
    check_equal("status_code", response.status_code.as_u16().into(), 200.into())?;
    check_equal("request_id", response.request_id.starts_with("request-id-").into(), true.into())?;
    check_equal("email_address", json!(response.email_address), facts["email_address"].clone())?;
    check_equal(
        "organization_id_hint",
        json!(response.organization_id_hint),
        facts["organization_id_hint"].clone(),
    )?;
    check_equal(
        "organizations",
        response.discovered_organizations.iter().map(seen).collect(),
        list_of(&facts["organizations"]).iter().map(expected_entry).collect(),
    )?;
    for entry in &response.discovered_organizations {
        let organization = entry.organization.as_ref().ok_or("no organization")?;
        let membership = entry.membership.as_ref().ok_or("no membership")?;
        let member = membership.member.as_ref();
        let got = json!(member.map(|m| (&m.organization_id, &m.email_address)));
        let want = if membership.type_.starts_with("eligible_to_join_by_") {
            Value::Null
        } else {
            json!([organization.organization_id, facts["email_address"]])
        };
        check_equal("member", got, want)?;
    }
    Ok(())
}

async fn check_session(local: &Value, expected: &Value, session: &Value, credential: &str) -> Outcome {
    let facts = expected.get(text(&session["name"])).ok_or("not in expected.json")?;
    if !session[credential].is_string() {
        return Err("the session does not have this credential".into());
    }
    let response = list(local, &json!({}), &json!({credential: session[credential]})).await;
    match facts.get("error_type") {
        None => check_response(response, facts),
        Some(error_type) => {
            let not_found = json!(404);
            let status_code = facts.get("status_code").unwrap_or(&not_found);
            check_error(response, status_code, error_type)
        }
    }
}

async fn check_case(local: &Value, case: &Value) -> Outcome {
    let mut arguments = case["arguments"].clone();
    if arguments["session_jwt"] == "{changed session_jwt}" {
        arguments["session_jwt"] = changed_jwt(local).ok_or("no session has a JWT")?.into();
    }
    let response = list(local, case, &arguments).await;
    check_error(response, &case["status_code"], &case["error_type"])
}

async fn check_every_field(local: &Value) -> Outcome {
    let response = list(local, &json!({}), demo(local, "every-field")).await?;
    check_equal("entries", json!(response.discovered_organizations), json!([every_field(local).await?]))
}

fn check_names(local: &Value, expected: &Value) -> Outcome {
    let mut names: Vec<&str> = list_of(&local["sessions"]).iter().map(|s| text(&s["name"])).collect();
    names.sort_unstable();
    let mut expected_names: Vec<&str> =
        expected.as_object().map(|facts| facts.keys().map(String::as_str).collect()).unwrap_or_default();
    expected_names.sort_unstable();
    check_equal("names of sessions", json!(names), json!(expected_names))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let local = read(std::env::var("ORG_DISCOVERY_LOCAL")?)?;
    let expected = read(clients.join("expected.json"))?;
    let errors = read(clients.join("errors.json"))?;
    let mut report = Report::new("rust");

    report.add("the sessions are the expected ones", check_names(&local, &expected));
    for session in list_of(&local["sessions"]) {
        let credentials: &[&str] = match text(&session["kind"]) {
            "intermediate" => &["intermediate_session_token"],
            "member" => &["session_token", "session_jwt"],
            other => return Err(format!("a session of an unknown kind: {other}").into()),
        };
        for credential in credentials {
            let outcome = check_session(&local, &expected, session, credential).await;
            let name = text(&session["name"]);
            report.add(&format!("session {name}: {credential}"), outcome);
        }
    }
    report.add("every field is decoded", check_every_field(&local).await);
    for case in list_of(&errors) {
        let outcome = check_case(&local, case).await;
        report.add(&format!("error: {}", text(&case["case"])), outcome);
    }
    report.add("the key set", check_key_set(&local).await);

    Ok(report.close())
}
