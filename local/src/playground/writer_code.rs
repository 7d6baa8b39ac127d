//! The code that writes the session of a situation, for the example writers.

use serde_json::{Map, Value, json};

use super::{evaluation::Presented, snippets::Snippet};

/// Returns a program for each example writer. `item` is the stored item of the session.
pub fn programs(presented: &Presented, item: Option<&Value>) -> Vec<Snippet> {
    let Some(item) = item else {
        return Vec::new();
    };
    let session = session(presented, item);
    vec![node(&session, presented), python(&session, presented)]
}

/// Returns the arguments of the writer: the session as a login service knows it.
fn session(presented: &Presented, item: &Value) -> Map<String, Value> {
    let text = |name: &str| item[name]["S"].as_str();
    let parsed = |name: &str| text(name).and_then(|json| serde_json::from_str::<Value>(json).ok());
    let mut session = Map::new();
    session.insert("token".to_owned(), json!(presented.token.expose()));
    for name in ["email_address", "member_session_id", "organization_id", "member_id", "organization_id_hint"]
    {
        session.extend(text(name).map(|value| (name.to_owned(), json!(value))));
    }
    for name in ["authentication_factors", "oauth_tenants"] {
        session.extend(parsed(name).map(|value| (name.to_owned(), value)));
    }
    session
}

fn node(session: &Map<String, Value>, presented: &Presented) -> Snippet {
    let function =
        if presented.field == "session_token" { "putMemberSession" } else { "putIntermediateSession" };
    let fields = format!("{:#}", Value::Object(session.clone()));
    let code = format!(
        "import {{ writer }} from \"./cargo_local.mjs\";\n\nawait writer.{function}({{\n  ...{},\n  expires_at: \
         Math.floor(Date.now() / 1000) + 3600,\n}});",
        indented(&fields)
    );
    Snippet { label: "Node.js", install: INSTALL_NODE.to_owned(), code }
}

fn python(session: &Map<String, Value>, presented: &Presented) -> Snippet {
    let function =
        if presented.field == "session_token" { "put_member_session" } else { "put_intermediate_session" };
    let fields = format!("{:#}", Value::Object(session.clone()));
    let code = format!(
        "import json\nimport time\n\nfrom cargo_local import writer\n\nsession = json.loads(r\"\"\"\n{fields}\n\"\"\")\n\
         writer.{function}({{**session, \"expires_at\": int(time.time()) + 3600}})"
    );
    Snippet { label: "Python", install: INSTALL_PYTHON.to_owned(), code }
}

const INSTALL_NODE: &str = "npm ci --prefix examples/writers/node";
const INSTALL_PYTHON: &str = "pip install -r examples/writers/python/requirements.txt";

/// Indents all lines but the first by two spaces.
fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}
