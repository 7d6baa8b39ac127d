//! The announcement on stdout once the service is ready, as JSON or as text.

use std::fmt::Write;

use org_discovery_admin::terminal::escape;
use serde_json::{Map, Value, json};

use crate::scene::{Scene, Story, TABLE_PREFIX};

/// The URLs of the service and of the embedded endpoint.
pub struct Addresses {
    pub url: String,
    pub dynamodb_url: String,
}

/// Returns one line for programs.
pub fn json(scene: &Scene, addresses: &Addresses) -> Value {
    json!({
        "url": addresses.url,
        "dynamodb_url": addresses.dynamodb_url,
        "project_id": scene.project_id,
        "secret": scene.secret,
        "tables": {
            "projects": scene.tables.projects,
            "sessions": scene.tables.sessions,
            "members": scene.tables.members,
            "joinable": scene.tables.joinable,
            "organizations": scene.tables.organizations,
        },
        "sessions": scene.sessions.iter().map(session_json).collect::<Vec<_>>(),
    })
}

fn session_json(session: &Story) -> Value {
    let is_member = session.session_jwt.is_some();
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(session.loaded.entry.name));
    object.insert("kind".to_owned(), json!(if is_member { "member" } else { "intermediate" }));
    object.extend(session.credentials().into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
    Value::Object(object)
}

/// Returns a page for people.
pub fn text(scene: &Scene, addresses: &Addresses) -> String {
    let Addresses { url, dynamodb_url } = addresses;
    let Scene { project_id, secret, sessions, .. } = scene;
    let session_texts: String =
        sessions.iter().map(|session| session_text(session, scene, addresses)).collect();
    format!(
        "Organization discovery answers at {url}\n\
         DynamoDB's API answers at         {dynamodb_url}\n\
         \n\
         project id  {project_id}\n\
         secret      {secret}\n\
         \n\
         {session_texts}\
         Stytch's SDKs work against it:\n\
         \n  Python  B2BClient(project_id=\"{project_id}\", secret=\"{secret}\", environment=\"{url}/\")\
         \n  Node    new B2BClient({{ project_id: \"{project_id}\", secret: \"{secret}\", env: \"{url}\" }})\
         \n  Rust    stytch::client::Client::new_with_base_url(\"{project_id}\", \"{secret}\", \"{url}/\".parse()?, Vertical::B2B)\
         \n\n\
         The operator's command line works on it, in another terminal:\n\
         \n  export AWS_ENDPOINT_URL_DYNAMODB={dynamodb_url} TABLE_PREFIX={TABLE_PREFIX} PROJECT_ID={project_id}\
         \n  cargo orgctl explain --email hal@hooli.example --factor magic_link\
         \n\n\
         Ctrl-C ends it; nothing is kept.\n"
    )
}

fn session_text(session: &Story, scene: &Scene, addresses: &Addresses) -> String {
    let entry = &session.loaded.entry;
    let note = entry.note.as_deref().unwrap_or("a session");
    let mut text = format!("# {}: {}\n", escape(&entry.name), escape(note));
    for (field, value) in session.credentials() {
        let _ = writeln!(
            text,
            "curl -s {}/v1/b2b/discovery/organizations -u '{}:{}' -d '{{\"{field}\":\"{value}\"}}'",
            addresses.url, scene.project_id, scene.secret
        );
    }
    text + "\n"
}
