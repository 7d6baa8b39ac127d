//! The announcement on stdout once the service is ready, as JSON or as text.

use std::fmt::Write;

use org_discovery_admin::terminal::escape;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    http_server::DISCOVERY_PATH,
    load_data::{DataLoader, TABLE_PREFIX, table_names},
    printed_session::PrintedSession,
};

/// The URLs of the service and of the embedded endpoint.
#[derive(Debug, Clone)]
pub struct Addresses {
    pub url: String,
    pub dynamodb_url: String,
}

/// Everything that is announced.
pub struct Announcement<'a> {
    pub data: &'a DataLoader,
    pub sessions: &'a [PrintedSession],
    pub addresses: &'a Addresses,
    /// True if the URL also serves the playground.
    pub playground: bool,
}

impl Announcement<'_> {
    /// Returns the line of JSON for programs.
    pub fn json(&self) -> Value {
        let Self { data, sessions, addresses, .. } = self;
        json!({
            "url": addresses.url,
            "playground_url": self.playground.then(|| format!("{}/", addresses.url)),
            "dynamodb_url": addresses.dynamodb_url,
            "project_id": data.project_id,
            "secret": data.secret,
            "tables": table_names(&data.tables),
            "sessions": sessions.iter().map(session_json).collect::<Vec<_>>(),
        })
    }

    /// Returns three lines for people: the page, one request, and where the rest is.
    pub fn short_text(&self) -> String {
        let url = &self.addresses.url;
        let first = if self.playground { format!("Open  {url}/") } else { format!("URL   {url}") };
        let request = self.sessions.first().and_then(|session| self.curl_lines(session).into_iter().next());
        let request =
            request.unwrap_or_else(|| "there are no sessions; load some with --data FILE".to_owned());
        let rest = if self.playground { "on the page, and with" } else { "with" };
        format!(
            "{first}\nTry   {request}\nMore  {rest} `cargo local --verbose`. Ctrl-C stops it; no data is kept.\n"
        )
    }

    /// Returns everything for people.
    pub fn full_text(&self) -> String {
        let Self { data, sessions, addresses, .. } = self;
        let DataLoader { project_id, secret, .. } = data;
        let Addresses { url, dynamodb_url } = addresses;
        let page =
            if self.playground { format!("playground                    {url}/\n") } else { String::new() };
        let session_texts: String = sessions.iter().map(|session| self.session_text(session)).collect();
        let Connections { python, node, rust, orgctl } = connections(data, addresses);
        format!(
            "{page}org-discovery listens on      {url}\n\
             DynamoDB-compatible endpoint  {dynamodb_url}\n\
             \n\
             project id  {project_id}\n\
             secret      {secret}\n\
             \n\
             {session_texts}\
             Use it with Stytch's SDKs:\n\
             \n  Python  {python}\
             \n  Node    {node}\
             \n  Rust    {rust}\
             \n\n\
             Use the operator's command line in another terminal:\n\
             \n  {}\
             \n\n\
             Press Ctrl-C to stop. No data is kept.\n",
            orgctl.replace('\n', "\n  ")
        )
    }

    fn session_text(&self, session: &PrintedSession) -> String {
        let entry = &session.loaded.entry;
        let note = entry.note.as_deref().unwrap_or("a session");
        let mut text = format!("# {}: {}\n", escape(&entry.name), escape(note));
        for line in self.curl_lines(session) {
            let _ = writeln!(text, "{line}");
        }
        text + "\n"
    }

    /// Returns one request for each credential of a session.
    fn curl_lines(&self, session: &PrintedSession) -> Vec<String> {
        let DataLoader { project_id, secret, .. } = self.data;
        let request = |(field, value)| {
            format!(
                "curl -s {}{DISCOVERY_PATH} -u '{project_id}:{secret}' -d '{{\"{field}\":\"{value}\"}}'",
                self.addresses.url
            )
        };
        session.credentials().into_iter().map(request).collect()
    }
}

fn session_json(session: &PrintedSession) -> Value {
    let is_member = session.session_jwt.is_some();
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(session.loaded.entry.name));
    object.insert("kind".to_owned(), json!(if is_member { "member" } else { "intermediate" }));
    object.extend(session.credentials().into_iter().map(|(field, value)| (field.to_owned(), json!(value))));
    Value::Object(object)
}

/// The code that connects other programs.
#[derive(Debug, Serialize)]
pub struct Connections {
    python: String,
    node: String,
    rust: String,
    /// Shell lines.
    orgctl: String,
}

/// Returns the code that connects the SDKs and `orgctl`.
pub fn connections(data: &DataLoader, Addresses { url, dynamodb_url }: &Addresses) -> Connections {
    let DataLoader { project_id, secret, .. } = data;
    Connections {
        python: format!("B2BClient(project_id=\"{project_id}\", secret=\"{secret}\", environment=\"{url}\")"),
        node: format!(
            "new B2BClient({{ project_id: \"{project_id}\", secret: \"{secret}\", env: \"{url}\" }})"
        ),
        rust: format!(
            "stytch::client::Client::new_with_base_url(\"{project_id}\", \"{secret}\", \"{url}\".parse()?, Vertical::B2B)"
        ),
        orgctl: format!(
            "export AWS_ENDPOINT_URL_DYNAMODB={dynamodb_url} TABLE_PREFIX={TABLE_PREFIX} PROJECT_ID={project_id}\n\
             cargo orgctl explain --email hal@hooli.example --factor magic_link"
        ),
    }
}
