//! The code that writes the session of a situation, for the example writers.

use org_discovery::{domain::ProjectId, store::dynamodb::TableNames};
use serde_json::{Map, Value, json};

use super::{evaluation::Presented, snippets::Snippet};
use crate::load_data::table_names;

/// The tables of the writer.
#[derive(Debug, Clone, Copy)]
pub struct WriterTarget<'t> {
    pub dynamodb_url: &'t str,
    pub tables: &'t TableNames,
    pub project: &'t ProjectId,
}

/// Returns a program for each example writer. `item` is the stored item of the session.
pub fn programs(presented: &Presented, item: Option<&Value>, target: WriterTarget<'_>) -> Vec<Snippet> {
    let Some(item) = item else {
        return Vec::new();
    };
    let (session, is_member) = (session(presented, item), presented.field == "session_token");
    vec![node(&session, is_member, target), python(&session, is_member, target)]
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

fn node(
    session: &Map<String, Value>,
    is_member: bool,
    WriterTarget { dynamodb_url, tables, project }: WriterTarget<'_>,
) -> Snippet {
    let function = if is_member { "putMemberSession" } else { "putIntermediateSession" };
    let (tables, fields) =
        (format!("{:#}", table_names(tables)), fields(session, &JAVASCRIPT, JAVASCRIPT.indent));
    let code = format!(
        "import {{ DynamoDBClient }} from \"@aws-sdk/client-dynamodb\";
import {{ Writer }} from \"./writer.mjs\";

const client = new DynamoDBClient({{
  endpoint: \"{dynamodb_url}\",
  region: \"us-east-1\",
  credentials: {{ accessKeyId: \"local\", secretAccessKey: \"local\" }},
}});
const tables = {tables};
const writer = new Writer(client, tables, \"{project}\");

await writer.{function}({{
{fields}  \"expires_at\": Math.floor(Date.now() / 1000) + 3600,
}});"
    );
    Snippet { label: "Node.js", install: INSTALL_NODE.to_owned(), code }
}

fn python(
    session: &Map<String, Value>,
    is_member: bool,
    WriterTarget { dynamodb_url, tables, project }: WriterTarget<'_>,
) -> Snippet {
    let function = if is_member { "put_member_session" } else { "put_intermediate_session" };
    let (tables, fields) = (format!("{:#}", table_names(tables)), fields(session, &PYTHON, PYTHON.indent));
    let code = format!(
        "import time

import boto3
from writer import Writer

client = boto3.client(
    \"dynamodb\",
    endpoint_url=\"{dynamodb_url}\",
    region_name=\"us-east-1\",
    aws_access_key_id=\"local\",
    aws_secret_access_key=\"local\",
)
tables = {tables}
writer = Writer(client, tables, \"{project}\")

writer.{function}({{
{fields}    \"expires_at\": int(time.time()) + 3600,
}})"
    );
    Snippet { label: "Python", install: INSTALL_PYTHON.to_owned(), code }
}

/// The constants of a language whose other literals are those of JSON.
struct Literals {
    null: &'static str,
    true_: &'static str,
    false_: &'static str,
    /// The name of a field that an object literal would not set, and how it is written instead.
    special_name: Option<(&'static str, &'static str)>,
    /// The number of spaces of an indentation.
    indent: usize,
}

const JAVASCRIPT: Literals = Literals {
    null: "null",
    true_: "true",
    false_: "false",
    special_name: Some(("__proto__", "[\"__proto__\"]")),
    indent: 2,
};
const PYTHON: Literals =
    Literals { null: "None", true_: "True", false_: "False", special_name: None, indent: 4 };

/// Returns a line for each field of an object.
fn fields(object: &Map<String, Value>, literals: &Literals, indent: usize) -> String {
    let lines = object.iter().map(|(name, value)| {
        let name = match literals.special_name {
            Some((special, written)) if special == name => written.to_owned(),
            _ => json!(name).to_string(),
        };
        format!("{:indent$}{name}: {},\n", "", literal(value, literals, indent))
    });
    lines.collect()
}

fn literal(value: &Value, literals: &Literals, indent: usize) -> String {
    let inner = indent + literals.indent;
    match value {
        Value::Null => literals.null.to_owned(),
        Value::Bool(true) => literals.true_.to_owned(),
        Value::Bool(false) => literals.false_.to_owned(),
        Value::Object(object) if !object.is_empty() => {
            format!("{{\n{}{:indent$}}}", fields(object, literals, inner), "")
        }
        Value::Array(items) if !items.is_empty() => {
            let lines =
                items.iter().map(|item| format!("{:inner$}{},\n", "", literal(item, literals, inner)));
            format!("[\n{}{:indent$}]", lines.collect::<String>(), "")
        }
        // Strings and numbers of JSON are also literals of the languages.
        other => other.to_string(),
    }
}

const INSTALL_NODE: &str = "cd examples/writers/node && npm ci";
const INSTALL_PYTHON: &str = "cd examples/writers/python && pip install -r requirements.txt";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_literals_of_the_language() {
        let value = json!({"none": null, "flags": [true, false], "text": "\"'\n", "empty": [{}, []]});
        insta::assert_snapshot!(literal(&value, &PYTHON, 0), @r#"
        {
            "empty": [
                {},
                [],
            ],
            "flags": [
                True,
                False,
            ],
            "none": None,
            "text": "\"'\n",
        }
        "#);
        assert_eq!(literal(&json!({"__proto__": 1}), &JAVASCRIPT, 0), "{\n  [\"__proto__\"]: 1,\n}");
        insta::assert_snapshot!(literal(&value["flags"], &JAVASCRIPT, 2), @"
        [
            true,
            false,
          ]
        ");
    }
}
