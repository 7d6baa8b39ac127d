//! Probes, which send requests and explain the responses.

use org_discovery::domain::{ProjectId, SessionJwt};
use serde_json::{Value, json};

use super::{
    deployment_url::DeploymentUrl,
    finding::Finding,
    http_client::{Credentials, HttpClient, ProbeResponse},
    unexpected::unexpected,
};
use crate::output::counted;

const DISCOVERY: &str = "/v1/b2b/discovery/organizations";

/// Checks that the deployment is at the root of its host. Returns the client of the other probes: for the root if the
/// deployment responds there, or for the URL of the operator.
pub async fn base_url(root: HttpClient, url: &DeploymentUrl) -> (HttpClient, Option<Finding>) {
    let Some(path) = url.path() else {
        return (root, None);
    };
    let root_text = url.root_text();
    let needed = format!("the SDKs need the root of the host, to which they send /v1/b2b/…, and not {path}");
    let (client, details) = match responds(&root).await {
        Ok(_) => (root, format!("{needed}; the deployment responds at {root_text}, so use this URL")),
        Err(why) => (
            root.at(url.before_routes()),
            format!(
                "{needed}; {root_text} does not respond as a deployment ({why}); use the $default stage of an HTTP \
                 API, or a domain name that is mapped to the stage"
            ),
        ),
    };
    (client, Some(Finding::of("base url", Err(details))))
}

pub async fn health(client: &HttpClient) -> Finding {
    Finding::of("health", responds(client).await)
}

async fn responds(client: &HttpClient) -> Result<String, String> {
    let response = client.get("/health").await?;
    if response.status != 200 || response.field("request_id").is_none() {
        return Err(unexpected(&response));
    }
    // An older function does not name its version.
    Ok(match (response.field("version"), response.field("commit")) {
        (Some(version), Some(commit)) => format!("the function responds: version {version}, commit {commit}"),
        _ => "the function responds".to_owned(),
    })
}

/// Checks that the gateway passes paths to the function without a stage or base path.
pub async fn unknown_route(client: &HttpClient) -> Finding {
    let result = client.get("/v1/b2b/no-such-route").await.and_then(|response| {
        expect(&response, 404, "route_not_found", "unknown paths reach the function, which rejects them")
    });
    Finding::of("404", result)
}

/// Checks the project secret with a request without a session, which an authenticated caller may send.
pub async fn secret(client: &HttpClient, credentials: &Credentials) -> Finding {
    let response = client.post(DISCOVERY, credentials, &json!({})).await;
    let result = response
        .and_then(|response| expect(&response, 400, "no_session_arguments", "the project secret is valid"));
    let has_space = credentials.secret.trim() != credentials.secret;
    let result = result.map_err(|details| {
        if has_space { format!("{details}; PROJECT_SECRET begins or ends with white space") } else { details }
    });
    Finding::of("secret", result)
}

pub async fn wrong_secret(client: &HttpClient, project: &ProjectId) -> Finding {
    let secret = format!("secret-{}-{}", project.environment().as_str(), "x".repeat(36));
    let credentials = Credentials { project: project.clone(), secret };
    let response = client.post(DISCOVERY, &credentials, &json!({})).await;
    let result = response.and_then(|response| {
        expect(
            &response,
            401,
            "unauthorized_credentials",
            "the project is known, and a wrong secret is rejected",
        )
    });
    Finding::of("401", result)
}

/// Checks that a discovery request with `token` succeeds.
pub async fn discovery(client: &HttpClient, credentials: &Credentials, token: &str) -> Finding {
    let mut result = Err(String::new());
    for field in request_fields(token) {
        let response = client.post(DISCOVERY, credentials, &json!({ *field: token })).await;
        result = response.and_then(|response| check_discovery(&response, field));
        if result.is_ok() {
            break;
        }
    }
    Finding::of("discovery", result)
}

/// Returns the request fields to try. Session tokens and intermediate session tokens have the same format.
fn request_fields(token: &str) -> &'static [&'static str] {
    if SessionJwt::parse(token).is_ok() {
        &["session_jwt"]
    } else {
        &["intermediate_session_token", "session_token"]
    }
}

fn check_discovery(response: &ProbeResponse, field: &str) -> Result<String, String> {
    let organizations = response.body.as_ref().and_then(|body| body.get("discovered_organizations"));
    match (response.status, organizations.and_then(Value::as_array)) {
        (200, Some(found)) => {
            Ok(format!("the {field} is valid and shows {}", counted(found.len(), "organization")))
        }
        _ => Err(unexpected(response)),
    }
}

fn expect(response: &ProbeResponse, status: u16, error_type: &str, details: &str) -> Result<String, String> {
    if response.status == status && response.field("error_type") == Some(error_type) {
        Ok(details.to_owned())
    } else {
        Err(unexpected(response))
    }
}
