//! Accepted input files, all with the same content.

use org_discovery::domain::{Member, Organization};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{AcceptedInput, BYTE_ORDER_MARK, nested, numbered_member, organization_one};

/// The format of nested Members.
#[derive(Clone, Copy, PartialEq)]
enum NestedMembers {
    WithOrganizationId,
    WithoutOrganizationId,
}

/// The organization as an object whose first key is `members`.
fn members_first(format: NestedMembers) -> String {
    let mut members = [numbered_member(1), numbered_member(2)];
    if format == NestedMembers::WithoutOrganizationId {
        for member in &mut members {
            member.as_object_mut().expect("an object").remove("organization_id");
        }
    }
    let rest = organization_one().to_string();
    format!("{{\n\"members\": {},\n{}", json!(members), rest.trim_start_matches('{'))
}

/// The object as printed by `orgctl organization get` or `orgctl member get`.
fn printed<T: DeserializeOwned + Serialize>(value: &Value) -> String {
    let value: T = serde_json::from_str(&value.to_string()).expect("a valid object");
    format!("{:#}\n", serde_json::to_value(value).expect("JSON"))
}

/// A page of a search response with these lists.
fn page(lists: &str) -> String {
    format!(
        r#"{{"status_code": 200, "request_id": "request-id-test-1", {lists}, "results_metadata": {{"total": 2, "next_cursor": null}}}}"#
    )
}

pub fn accepted_inputs() -> Vec<AcceptedInput> {
    [
        data_files(),
        search_pages(),
        lines_and_single_objects(),
        printed_objects(),
        arrays(),
        byte_order_marks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn one_file(name: &'static str, file: String) -> AcceptedInput {
    AcceptedInput { name, files: vec![file] }
}

/// Returns the organization and its two Members.
fn records() -> [Value; 3] {
    [organization_one(), numbered_member(1), numbered_member(2)]
}

fn data_file() -> String {
    let [organization, one, two] = records();
    json!({"organizations": [organization], "members": [one, two]}).to_string()
}

fn data_files() -> Vec<AcceptedInput> {
    let [organization, one, two] = records();
    vec![
        one_file("data file", data_file()),
        one_file("data file, nested Members", json!({"organizations": [nested()]}).to_string()),
        one_file(
            "data file, nested Members before the id",
            format!(r#"{{"organizations": [{}]}}"#, members_first(NestedMembers::WithoutOrganizationId)),
        ),
        one_file(
            "data file, Members before organizations",
            format!(r#"{{"members": [{one}, {two}], "organizations": [{organization}]}}"#),
        ),
    ]
}

fn search_pages() -> Vec<AcceptedInput> {
    let [organization, one, two] = records();
    let by_id = json!({ "org-1": organization });
    let members_page = |member: &Value| page(&format!(r#""members": [{member}], "organizations": {by_id}"#));
    let organizations_page = page(&format!(r#""organizations": [{organization}]"#));
    let pages = [organizations_page, members_page(&one), members_page(&two)];
    vec![
        one_file("search pages", pages.join("\n")),
        one_file("array of search pages", format!("[{}]", pages.join(",\n"))),
        AcceptedInput { name: "search pages, one file each", files: pages.to_vec() },
    ]
}

fn lines_and_single_objects() -> Vec<AcceptedInput> {
    let ([organization, one, two], nested) = (records(), nested());
    vec![
        one_file("lines", format!("{two}\n\n{organization}\r\n{one}")),
        one_file("lines, nested Members", format!("\n  {nested}\n")),
        one_file("single organization", nested.to_string()),
        one_file("single organization, indented", format!("{nested:#}\n")),
        one_file("single organization, Members first", members_first(NestedMembers::WithoutOrganizationId)),
        one_file(
            "single organization, Members with organization_id first",
            members_first(NestedMembers::WithOrganizationId),
        ),
    ]
}

fn printed_objects() -> Vec<AcceptedInput> {
    let [organization, one, two] = records();
    let organization = printed::<Organization>(&organization);
    let (one, two) = (printed::<Member>(&one), printed::<Member>(&two));
    vec![
        one_file("output of `get`", [&*organization, &one, &two].concat()),
        AcceptedInput { name: "output of `get`, one file each", files: vec![one, organization, two] },
    ]
}

fn arrays() -> Vec<AcceptedInput> {
    let [organization, one, two] = records();
    vec![
        one_file("array of records", json!([one, organization, two]).to_string()),
        one_file("array of records, indented", format!("\n{:#}", json!([organization, one, two]))),
        one_file("array of organizations", json!([nested()]).to_string()),
    ]
}

fn byte_order_marks() -> Vec<AcceptedInput> {
    let ([organization, one, two], nested) = (records(), nested());
    vec![
        one_file("byte order mark, data file", format!("{BYTE_ORDER_MARK}{}", data_file())),
        one_file("byte order mark, lines", format!("{BYTE_ORDER_MARK}{organization}\n{one}\n{two}\n")),
        one_file("byte order mark, array", format!("{BYTE_ORDER_MARK}{}", json!([nested]))),
        one_file("byte order mark, single organization", format!("{BYTE_ORDER_MARK}{nested:#}")),
    ]
}
