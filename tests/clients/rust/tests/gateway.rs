//! Checks how the official Rust client presents the answers of a gateway; see ../README.md.

use std::{error::Error, path::Path, process::ExitCode};

use org_discovery_client_test::{Outcome, Report, check_equal, client, http_client, list_of, read, text};
use serde_json::{Value, json};
use stytch::b2b::client::Client;
use stytch::b2b::discovery_organizations::ListRequest;
use stytch::client::Client as HttpClient;

/// Returns the class of the error. The client returns neither the status code nor the body of these answers.
async fn presented(client: &Client, token: &str) -> Value {
    let request =
        ListRequest { intermediate_session_token: Some(token.to_owned()), ..ListRequest::default() };
    match client.discovery.organizations.list(request).await {
        Err(stytch::Error::Other(_)) => json!({"error": "Error::Other"}),
        Err(other) => json!({"error": format!("{other:?}")}),
        Ok(response) => json!({"returns": format!("{response:?}")}),
    }
}

/// Returns the number of requests with this token that the stub received.
async fn number_of_requests(http: &HttpClient, token: &str) -> Result<u64, Box<dyn Error>> {
    let response = http.client.get(http.base_url.join("/requests")?).send().await?;
    Ok(response.json::<Value>().await?[token].as_u64().unwrap_or_default())
}

async fn check_answer(client: &Client, http: &HttpClient, answer: &Value, clients: &Value) -> Outcome {
    let token = text(&answer["case"]);
    let before = number_of_requests(http, token).await?;
    let expected = clients["Rust"][text(&answer["kind"])].clone();
    check_equal("presented", presented(client, token).await, expected)?;
    check_equal("requests", json!(number_of_requests(http, token).await? - before), json!(1))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut local = read(std::env::var("ORG_DISCOVERY_LOCAL")?)?;
    local["url"] = std::env::var("ORG_DISCOVERY_GATEWAY")?.into();
    let (client, http) = (client(&local, &Value::Null)?, http_client(&local, &Value::Null)?);
    let data = read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway_errors.json"))?;
    let mut report = Report::new("rust-gateway");
    for answer in list_of(&data["answers"]) {
        let outcome = check_answer(&client, &http, answer, &data["clients"]).await;
        report.add(&format!("answer: {}", text(&answer["case"])), outcome);
    }
    Ok(report.close())
}
