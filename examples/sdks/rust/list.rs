use std::env;
use std::error::Error;

use stytch::b2b::client::Client;
use stytch::b2b::discovery_organizations::ListRequest;
use stytch::client::{Client as HttpClient, Vertical};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("ORG_DISCOVERY_URL").unwrap_or_else(|_| "http://127.0.0.1:9000".into());
    let http = HttpClient::new_with_base_url(
        "project-test-00000000-0000-4000-8000-00000000d3e0",
        "secret-test-demo-not-a-secret-for-local-use-only",
        base_url.parse()?,
        Vertical::B2B,
    )?;
    let client = Client::new_with_http_client(http.clone(), http);

    let request = ListRequest {
        intermediate_session_token: Some("demo-consultant-000000000000000000000000000=".into()),
        ..Default::default()
    };
    let response = client.discovery.organizations.list(request).await?;
    for found in response.discovered_organizations {
        println!("{}", found.organization.ok_or("no organization")?.organization_name);
    }
    Ok(())
}
