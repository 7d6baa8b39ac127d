//! Compares the answers of `docs/sign-in-vectors.json` with the function. The tests of the example writers compare the sessions
//! that they make of the claims.

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{data_set, organization, verified, with},
};

static VECTORS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../docs/sign-in-vectors.json")).expect("JSON"));

const PAGE: &str = include_str!("../../docs/integrate.md");

const ADDRESS_OF_MEMBERS: &str = "ann@acme.example";

fn sign_ins() -> &'static [Value] {
    VECTORS["sign_ins"].as_array().expect("a list")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns the person's entry for an organization with this policy, or null if it is not listed.
async fn entry(vector: &Value, factors: &Value, policy: &Value) -> Value {
    let address = vector["session"]["email_address"].as_str().unwrap_or(ADDRESS_OF_MEMBERS);
    // Some vectors have a Member at another address, who is another person.
    let fields = with(json!({ "email_address": address }), vector["member"].clone());
    let organization = organization("Acme", policy.clone(), [fields, verified("owner@acme.example")]);
    let session = json!({
        "name": "session", "kind": "intermediate", "email_address": address, "authentication_factors": factors,
    });
    let mut app = TestApp::start(data_set([], [])).await;
    app.load_unchecked(data_set([organization], [session])).await;
    let entries = app.discover("session").await.entries();
    entries.into_iter().next().unwrap_or(Value::Null)
}

fn name(vector: &Value) -> String {
    format!("{}: {}", vector["source"], vector["case"])
}

fn primary_required(entry: &Value) -> Value {
    match entry {
        Value::Null => json!("not listed"),
        entry if entry["primary_required"].is_null() => Value::Null,
        entry => entry["primary_required"]["allowed_auth_methods"].clone(),
    }
}

#[tokio::test]
async fn sign_ins_are_answered_as_documented() {
    let mut answers = 0;
    let mut differences: Vec<String> = Vec::new();
    for vector in sign_ins().iter().filter(|vector| vector["refused"].is_null()) {
        assert_eq!(list(&vector["answers"]).len(), 2, "{vector}");
        for answer in list(&vector["answers"]) {
            let factors = &vector["session"]["authentication_factors"];
            let entry = entry(vector, factors, &answer["organization"]).await;
            let (primary, needs_mfa) = (primary_required(&entry), entry["mfa_required"].is_object());
            if primary != answer["primary_required"] || needs_mfa != (answer["mfa_required"] == true) {
                differences.push(format!(
                    "{}, {}: {primary}, {needs_mfa}",
                    name(vector),
                    answer["organization"]
                ));
            }
            answers += 1;
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(answers > 100, "{answers}");
}

/// The factors of a careless writer are not enough for any of the organizations.
#[tokio::test]
async fn naive_factors_do_not_sign_in() {
    let mut naive = 0;
    let mut differences: Vec<String> = Vec::new();
    for vector in sign_ins().iter().filter(|vector| vector["naive_factors"].is_array()) {
        let policies = list(&vector["answers"]).iter().map(|answer| &answer["organization"]);
        // An organization that accepts everything, unless the naive factor is a second one.
        let is_second = list(&vector["answers"]).iter().any(|answer| answer["mfa_required"] == true);
        let open = json!({});
        for policy in policies.chain((!is_second).then_some(&open)) {
            let entry = entry(vector, &vector["naive_factors"], policy).await;
            if entry["member_authenticated"] == true {
                differences.push(format!("{}, {policy}", name(vector)));
            }
            naive += 1;
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(naive > 30, "{naive}");
}

/// Returns the logins of the vectors.
fn sources() -> BTreeSet<&'static str> {
    sign_ins().iter().map(|vector| vector["source"].as_str().expect("a source")).collect()
}

/// Returns a text in one line, in lower case and without backticks.
fn plain(text: &str) -> String {
    text.replace('`', "").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn documented_logins_and_traps_have_vectors() {
    let table = PAGE.split_once("\n| login | ").expect("the table").1;
    let rows = table.split_once("\n\n").expect("its end").0.lines().skip(2);
    let logins: BTreeSet<&str> = rows.map(|row| row.split('|').nth(1).expect("a cell").trim()).collect();
    assert_eq!(logins, sources());
    let section = PAGE.split_once("\n### Traps\n").expect("the section").1;
    let section = section.split_once("\n## ").expect("its end").0;
    for vector in sign_ins().iter().filter(|vector| vector["trap"].is_string()) {
        let start = format!("- **{}**: ", vector["source"].as_str().expect("a source"));
        let lower_start = section.to_lowercase().find(&start.to_lowercase()).expect("a list item");
        let item = section[lower_start + start.len()..].split("\n- ").next().expect("its text");
        let trap = plain(vector["trap"].as_str().expect("a trap"));
        assert!(plain(item).contains(&trap), "{vector}");
    }
}

#[test]
fn every_source_has_trap_and_session() {
    for source in sources() {
        let of_source = || sign_ins().iter().filter(|vector| vector["source"] == source);
        assert!(of_source().any(|vector| vector["trap"].is_string()), "{source}");
        let signs_in = |vector: &Value| {
            list(&vector["answers"]).iter().any(|answer| answer["primary_required"].is_null())
        };
        assert!(of_source().filter(|vector| vector["trap"].is_null()).any(signs_in), "{source}");
    }
}
