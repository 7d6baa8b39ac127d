//! The announcement on stdout once the service is ready, as JSON or as text.

use std::fmt::Write;

use org_discovery_admin::terminal::escape;
use serde_json::{Map, Value, json};

use crate::load_data::{LoadedData, PrintedSession, TABLE_PREFIX};

/// The URLs of the service and of the embedded endpoint.
pub struct Addresses {
    pub url: String,
    pub dynamodb_url: String,
}

/// Returns the line of JSON for programs.
pub fn json(data: &LoadedData, addresses: &Addresses) -> Value {
    json!({
        "url": addresses.url,
        "dynamodb_url": addresses.dynamodb_url,
        "project_id": data.project_id,
        "secret": data.secret,
        "tables": {
            "projects": data.tables.projects,
            "sessions": data.tables.sessions,
            "members": data.tables.members,
            "joinable": data.tables.joinable,
            "organizations": data.tables.organizations,
        },
        "sessions": data.sessions.iter().map(session_json).collect::<Vec<_>>(),
    })
}

fn session_json(session: &PrintedSession) -> Value {
    let is_member = session.session_jwt.is_some();
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(session.loaded.entry.name));
    object.insert("kind".to_owned(), json!(if is_member { "member" } else { "intermediate" }));
    object.extend(session.credentials().into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
    Value::Object(object)
}

/// Returns the text for people.
pub fn text(data: &LoadedData, addresses: &Addresses) -> String {
    let Addresses { url, dynamodb_url } = addresses;
    let LoadedData { project_id, secret, sessions, .. } = data;
    let session_texts: String =
        sessions.iter().map(|session| session_text(session, data, addresses)).collect();
    format!(
        "org-discovery listens on      {url}\n\
         DynamoDB-compatible endpoint  {dynamodb_url}\n\
         \n\
         project id  {project_id}\n\
         secret      {secret}\n\
         \n\
         {session_texts}\
         Use it with Stytch's SDKs:\n\
         \n  Python  B2BClient(project_id=\"{project_id}\", secret=\"{secret}\", environment=\"{url}\")\
         \n  Node    new B2BClient({{ project_id: \"{project_id}\", secret: \"{secret}\", env: \"{url}\" }})\
         \n  Rust    stytch::client::Client::new_with_base_url(\"{project_id}\", \"{secret}\", \"{url}\".parse()?, Vertical::B2B)\
         \n\n\
         Use the operator's command line in another terminal:\n\
         \n  export AWS_ENDPOINT_URL_DYNAMODB={dynamodb_url} TABLE_PREFIX={TABLE_PREFIX} PROJECT_ID={project_id}\
         \n  cargo orgctl explain --email hal@hooli.example --factor magic_link\
         \n\n\
         Press Ctrl-C to stop. No data is kept.\n"
    )
}

fn session_text(session: &PrintedSession, data: &LoadedData, addresses: &Addresses) -> String {
    let entry = &session.loaded.entry;
    let note = entry.note.as_deref().unwrap_or("a session");
    let mut text = format!("# {}: {}\n", escape(&entry.name), escape(note));
    for (field, value) in session.credentials() {
        let _ = writeln!(
            text,
            "curl -s {}/v1/b2b/discovery/organizations -u '{}:{}' -d '{{\"{field}\":\"{value}\"}}'",
            addresses.url, data.project_id, data.secret
        );
    }
    text + "\n"
}
