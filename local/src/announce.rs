//! What the command prints once it is ready.

use std::fmt::Write;

use org_discovery_admin::terminal::escape;
use serde_json::{Map, Value, json};

use crate::scene::{Scene, Story, TABLE_PREFIX};

/// Where things answer.
pub struct Addresses {
    pub url: String,
    pub dynamodb_url: String,
}

/// One line for programs.
pub fn as_json(scene: &Scene, addresses: &Addresses) -> Value {
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

fn session_json(story: &Story) -> Value {
    let member = story.session_jwt.is_some();
    let mut session = Map::new();
    session.insert("name".to_owned(), json!(story.loaded.entry.name));
    session.insert("kind".to_owned(), json!(if member { "member" } else { "intermediate" }));
    session.extend(story.credentials().into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
    Value::Object(session)
}

/// A page for people.
pub fn as_text(scene: &Scene, addresses: &Addresses) -> String {
    let Addresses { url, dynamodb_url } = addresses;
    let Scene { project_id, secret, sessions, .. } = scene;
    let stories: String = sessions.iter().map(|story| story_text(story, scene, addresses)).collect();
    format!(
        "Organization discovery answers at {url}\n\
         DynamoDB's API answers at         {dynamodb_url}\n\
         \n\
         project id  {project_id}\n\
         secret      {secret}\n\
         \n\
         {stories}\
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

fn story_text(story: &Story, scene: &Scene, addresses: &Addresses) -> String {
    let entry = &story.loaded.entry;
    let note = entry.note.as_deref().unwrap_or("a session");
    let mut text = format!("# {}: {}\n", escape(&entry.name), escape(note));
    for (field, value) in story.credentials() {
        let _ = writeln!(
            text,
            "curl -s {}/v1/b2b/discovery/organizations -u '{}:{}' -d '{{\"{field}\":\"{value}\"}}'",
            addresses.url, scene.project_id, scene.secret
        );
    }
    text + "\n"
}
