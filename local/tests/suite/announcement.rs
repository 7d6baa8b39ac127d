//! What it prints for people.

use super::connection::{Connection, address_of};
use test_support::local::Local;

const LAST_LINE: &str = "Ctrl-C ends it; nothing is kept.";

async fn announcement(local: &mut Local) -> Vec<String> {
    let mut lines = Vec::new();
    while lines.last().is_none_or(|line| line != LAST_LINE) {
        lines.push(local.line().await.expect("the announcement to its end"));
    }
    lines
}

/// The text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} stands in {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("{after} stands in {rest}")).0
}

#[tokio::test]
async fn announcement_contains_addresses_credentials_stories_and_clients() {
    let mut local = Local::start(&[]);
    let text = announcement(&mut local).await.join("\n");
    let url = between(&text, "answers at ", "\n");
    let dynamodb_url = between(&text, "DynamoDB's API answers at         ", "\n");
    assert_ne!(url, dynamodb_url);
    let jwt = between(&text, "{\"session_jwt\":\"", "\"");
    assert_eq!(jwt.split('.').count(), 3, "{jwt}");
    let (project, secret) = (between(&text, "project id  ", "\n"), between(&text, "secret      ", "\n"));
    let replacements = [
        (dynamodb_url, "<dynamodb>"),
        (url, "<url>"),
        (project, "<project>"),
        (secret, "<secret>"),
        (jwt, "<jwt>"),
    ];
    let redacted = replacements.iter().fold(text.clone(), |text, (from, to)| text.replace(from, to));
    insta::assert_snapshot!(redacted, @r#"
    Organization discovery answers at <url>
    DynamoDB's API answers at         <dynamodb>

    project id  <project>
    secret      <secret>

    # consultant: Carla is an active member of three organizations; Initech also wants a second factor.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-consultant-000000000000000000000000000="}'

    # member-session: Carla, signed in to Acme: a session token and a JWT show the same organizations.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"session_token":"demo-member-session-000000000000000000000000"}'
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"session_jwt":"<jwt>"}'

    # invited-newcomer: Nina was invited to Acme and has not joined yet.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-invited-newcomer-000000000000000000000="}'

    # eligible-by-domain: Dan has no membership. Acme lets people of acme.example join, and Amy there is verified.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-eligible-by-domain-0000000000000000000="}'

    # eligible-by-slack: Sam has no membership. Globex lets people of its Slack workspace join.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-eligible-by-slack-00000000000000000000="}'

    # github-unproven: A GitHub account names Greta's address. GitHub does not verify addresses, and it is not her account: little is shown.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-github-unproven-0000000000000000000000="}'

    # mfa-required: Mia is a member of Initech, which requires a second factor: her phone.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-mfa-required-0000000000000000000000000="}'

    # every-field: Uma is a member of Umbrella, which fills every field: SSO, SCIM, roles, registrations.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-every-field-00000000000000000000000000="}'

    # not-shown: Hal sees nothing: Hooli lists hooli.example, but nobody there has a verified address of that domain.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-not-shown-0000000000000000000000000000="}'

    # tied-to-globex: Ivy followed an invitation: the session is tied to Globex, and the answer says so.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-tied-to-globex-00000000000000000000000="}'

    # expired: Carla again, a minute too late: an expired session is not found.
    curl -s <url>/v1/b2b/discovery/organizations -u '<project>:<secret>' -d '{"intermediate_session_token":"demo-expired-000000000000000000000000000000="}'

    Stytch's SDKs work against it:

      Python  B2BClient(project_id="<project>", secret="<secret>", environment="<url>/")
      Node    new B2BClient({ project_id: "<project>", secret: "<secret>", env: "<url>" })
      Rust    stytch::client::Client::new_with_base_url("<project>", "<secret>", "<url>/".parse()?, Vertical::B2B)

    The operator's command line works on it, in another terminal:

      export AWS_ENDPOINT_URL_DYNAMODB=<dynamodb> TABLE_PREFIX=org-discovery PROJECT_ID=<project>
      cargo orgctl explain --email hal@hooli.example --factor magic_link

    Ctrl-C ends it; nothing is kept.
    "#);
}

#[tokio::test]
async fn every_printed_curl_line_works() {
    let mut local = Local::start(&[]);
    let lines = announcement(&mut local).await;
    let curls: Vec<_> = lines.iter().filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(curls.len(), 12, "a line for each credential: eleven sessions, one of them with two");
    for line in curls {
        let url = between(line, "curl -s ", " -u '");
        let (project, secret) = between(line, " -u '", "' -d '").split_once(':').expect("two parts");
        let body = between(line, " -d '", "'");
        assert!(line.ends_with(&format!(" -d '{body}'")), "{line}");
        let base = url.strip_suffix("/v1/b2b/discovery/organizations").expect("the endpoint");
        let mut connection = Connection::open_with(address_of(base), project, secret).await;
        let outcome = connection.discover(body.as_bytes()).await.outcome();
        let expected = if body.contains("demo-expired") { "intermediate_session_not_found" } else { "200" };
        assert_eq!(outcome, expected, "{line}");
    }
}
