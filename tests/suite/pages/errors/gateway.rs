//! The tables of gateway answers, compared with the data with which the SDKs are tested.

use serde_json::Value;

use super::{error_table, table};

fn data() -> Value {
    serde_json::from_str(include_str!("../../../clients/gateway_errors.json")).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Returns the body of an answer as the page shows it.
fn shown_body(answer: &Value) -> String {
    match (text(&answer["kind"]), text(&answer["body"])) {
        ("closed", _) => "no response".to_owned(),
        ("cut off", _) => "the beginning of one".to_owned(),
        (_, "") => "empty".to_owned(),
        _ if answer["content_type"] == "text/html" => "HTML".to_owned(),
        (_, body) => format!("`{body}`"),
    }
}

#[test]
fn gateway_table_matches_the_tested_answers() {
    let data = data();
    let answers = data["answers"].as_array().expect("a list");
    let tested: Vec<[String; 4]> = answers
        .iter()
        .map(|answer| {
            let status = answer["status"].as_u64().map_or("–".to_owned(), |status| status.to_string());
            [text(&answer["case"]).to_owned(), status, shown_body(answer), text(&answer["action"]).to_owned()]
        })
        .collect();
    let documented: Vec<[String; 4]> = table("| case | status | body |")
        .into_iter()
        .map(|row| [row[0].clone(), row[1].clone(), row[2].clone(), row[5].clone()])
        .collect();
    assert_eq!(documented, tested);
    let actions: Vec<String> = error_table().into_iter().map(|row| row[4].clone()).collect();
    assert!(tested.iter().all(|row| actions.contains(&row[3])));
}

/// Returns the cell for one kind of answer of one SDK.
fn cell(presented: &Value) -> String {
    if presented["never"] == true {
        return "never completes".to_owned();
    }
    if let Some(returned) = presented["returns"].as_str() {
        return format!("no error: returns {returned}");
    }
    let field = |key: &str, name: &str| presented[key].as_str().map(|field| format!("{name} in `{field}`"));
    let twice = (presented["requests"] == 2).then(|| "sent twice".to_owned());
    let parts = [field("status", "status code"), field("body", "body"), twice];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let error = format!("`{}`", text(&presented["error"]));
    if parts.is_empty() { error } else { format!("{error}; {}", parts.join(", ")) }
}

#[test]
fn presentation_tables_match_the_tested_answers() {
    let data = data();
    let tables = [
        ("| SDK | JSON body |", vec!["json", "text", "empty"]),
        ("| SDK | 200 with another JSON object |", vec!["other JSON", "web page", "closed", "cut off"]),
    ];
    for (heading, kinds) in tables {
        let documented = table(heading);
        assert_eq!(documented.len(), data["clients"].as_object().expect("clients").len());
        for row in documented {
            let client = &data["clients"][&row[0]];
            let tested: Vec<String> = kinds.iter().map(|kind| cell(&client[kind])).collect();
            assert_eq!(row[1..], tested, "{}", row[0]);
        }
    }
}
