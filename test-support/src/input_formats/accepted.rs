//! Files that are accepted, all with the same content.

use org_discovery::domain::{Member, Organization};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{AcceptedInput, BYTE_ORDER_MARK, nested, numbered_member, organization_one};

/// Whether nested Members have an `organization_id`.
#[derive(Clone, Copy, PartialEq)]
enum MemberForm {
    WithOrganizationId,
    WithoutOrganizationId,
}

/// The organization, its Members first.
fn members_first(form: MemberForm) -> String {
    let mut members = [numbered_member(1), numbered_member(2)];
    if form == MemberForm::WithoutOrganizationId {
        for member in &mut members {
            member.as_object_mut().expect("an object").remove("organization_id");
        }
    }
    let rest = organization_one().to_string();
    format!("{{\n\"members\": {},\n{}", json!(members), rest.trim_start_matches('{'))
}

/// The output of `orgctl organization get` or `orgctl member get`.
fn printed<T: DeserializeOwned + Serialize>(value: &Value) -> String {
    let value: T = serde_json::from_str(&value.to_string()).expect("a valid object");
    format!("{:#}\n", serde_json::to_value(value).expect("JSON"))
}

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

fn single(name: &'static str, file: String) -> AcceptedInput {
    AcceptedInput { name, files: vec![file] }
}

/// The organization and its two Members.
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
        single("data file", data_file()),
        single("data file, nested Members", json!({"organizations": [nested()]}).to_string()),
        single(
            "data file, nested Members before the id",
            format!(r#"{{"organizations": [{}]}}"#, members_first(MemberForm::WithoutOrganizationId)),
        ),
        single(
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
        single("search pages", pages.join("\n")),
        single("array of search pages", format!("[{}]", pages.join(",\n"))),
        AcceptedInput { name: "search pages, a file each", files: pages.to_vec() },
    ]
}

fn lines_and_single_objects() -> Vec<AcceptedInput> {
    let ([organization, one, two], nested) = (records(), nested());
    vec![
        single("lines", format!("{two}\n\n{organization}\r\n{one}")),
        single("lines, nested Members", format!("\n  {nested}\n")),
        single("single organization", nested.to_string()),
        single("single organization, indented", format!("{nested:#}\n")),
        single("single organization, Members first", members_first(MemberForm::WithoutOrganizationId)),
        single(
            "single organization, Members that name it first",
            members_first(MemberForm::WithOrganizationId),
        ),
    ]
}

fn printed_objects() -> Vec<AcceptedInput> {
    let [organization, one, two] = records();
    let organization = printed::<Organization>(&organization);
    let (one, two) = (printed::<Member>(&one), printed::<Member>(&two));
    vec![
        single("output of `get`", [&*organization, &one, &two].concat()),
        AcceptedInput { name: "output of `get`, a file each", files: vec![one, organization, two] },
    ]
}

fn arrays() -> Vec<AcceptedInput> {
    let [organization, one, two] = records();
    vec![
        single("array of records", json!([one, organization, two]).to_string()),
        single("array of records, indented", format!("\n{:#}", json!([organization, one, two]))),
        single("array of organizations", json!([nested()]).to_string()),
    ]
}

fn byte_order_marks() -> Vec<AcceptedInput> {
    let ([organization, one, two], nested) = (records(), nested());
    vec![
        single("byte order mark, data file", format!("{BYTE_ORDER_MARK}{}", data_file())),
        single("byte order mark, lines", format!("{BYTE_ORDER_MARK}{organization}\n{one}\n{two}\n")),
        single("byte order mark, array", format!("{BYTE_ORDER_MARK}{}", json!([nested]))),
        single("byte order mark, single organization", format!("{BYTE_ORDER_MARK}{nested:#}")),
    ]
}
