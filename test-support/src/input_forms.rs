//! Every form of input that an import accepts or refuses, for the three places that import.

use org_discovery::domain::{Member, Organization};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

const BYTE_ORDER_MARK: &str = "\u{feff}";
const NO_RECORDS: &str =
    "expected an organization, a Member or a session, or lists of organizations, members or sessions";

/// Files that contain the same organization with the same two Members.
pub struct AcceptedInput {
    pub name: &'static str,
    pub files: Vec<String>,
}

/// A file that is refused for one reason.
pub struct RefusedInput {
    pub name: &'static str,
    pub file: Vec<u8>,
    pub reason: &'static str,
}

fn organization() -> Value {
    json!({
        "organization_id": "org-1", "organization_name": "One", "organization_slug": "one",
        "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z",
    })
}

fn member(n: usize) -> Value {
    json!({
        "member_id": format!("m-{n}"), "organization_id": "org-1", "email_address": format!("p{n}@b.example"),
        "created_at": "2026-01-03T00:00:00Z", "updated_at": "2026-01-04T00:00:00Z",
    })
}

fn nested() -> Value {
    let mut organization = organization();
    organization["members"] = json!([member(1), member(2)]);
    organization
}

/// The organization, its Members first. They name it or not.
fn members_first(name_it: bool) -> String {
    let mut members = [member(1), member(2)];
    for member in members.iter_mut().filter(|_| !name_it) {
        member.as_object_mut().expect("an object").remove("organization_id");
    }
    let rest = organization().to_string();
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
    let (organization, one, two, nested) = (organization(), member(1), member(2), nested());
    let by_id = json!({ "org-1": organization });
    let organizations_page = page(&format!(r#""organizations": [{organization}]"#));
    let members_page = |member: &Value| page(&format!(r#""members": [{member}], "organizations": {by_id}"#));
    let data_file = json!({"organizations": [organization], "members": [one, two]}).to_string();
    let printed_organization = printed::<Organization>(&organization);
    let (printed_one, printed_two) = (printed::<Member>(&one), printed::<Member>(&two));
    let pages = [&organizations_page, &members_page(&one), &members_page(&two)];
    let single = |name, file: String| AcceptedInput { name, files: vec![file] };
    vec![
        single("data file", data_file.clone()),
        single("data file, nested Members", json!({"organizations": [nested]}).to_string()),
        single(
            "data file, nested Members before the id",
            format!(r#"{{"organizations": [{}]}}"#, members_first(false)),
        ),
        single(
            "data file, Members before organizations",
            format!(r#"{{"members": [{one}, {two}], "organizations": [{organization}]}}"#),
        ),
        single("search pages", pages.map(String::as_str).join("\n")),
        single("array of search pages", format!("[{}]", pages.map(String::as_str).join(",\n"))),
        AcceptedInput { name: "search pages, a file each", files: pages.map(Clone::clone).to_vec() },
        single("lines", format!("{two}\n\n{organization}\r\n{one}")),
        single("lines, nested Members", format!("\n  {nested}\n")),
        single("single organization", nested.to_string()),
        single("single organization, indented", format!("{nested:#}\n")),
        single("single organization, Members first", members_first(false)),
        single("single organization, Members that name it first", members_first(true)),
        single("output of `get`", [&*printed_organization, &printed_one, &printed_two].concat()),
        AcceptedInput {
            name: "output of `get`, a file each",
            files: vec![printed_one, printed_organization, printed_two],
        },
        single("array of records", json!([one, organization, two]).to_string()),
        single("array of records, indented", format!("\n{:#}", json!([organization, one, two]))),
        single("array of organizations", json!([nested]).to_string()),
        single("byte order mark, data file", format!("{BYTE_ORDER_MARK}{data_file}")),
        single("byte order mark, lines", format!("{BYTE_ORDER_MARK}{organization}\n{one}\n{two}\n")),
        single("byte order mark, array", format!("{BYTE_ORDER_MARK}{}", json!([nested]))),
        single("byte order mark, single organization", format!("{BYTE_ORDER_MARK}{nested:#}")),
    ]
}

pub fn refused_inputs() -> Vec<RefusedInput> {
    let utf_16 = |units: fn(u16) -> [u8; 2]| {
        let text = format!("{BYTE_ORDER_MARK}{}", nested());
        text.encode_utf16().flat_map(units).collect::<Vec<u8>>()
    };
    let refused = |name, file: &[u8], reason| RefusedInput { name, file: file.to_vec(), reason };
    vec![
        refused(
            "UTF-16, little-endian",
            &utf_16(u16::to_le_bytes),
            "is encoded in UTF-16 (little-endian); convert it to UTF-8 first",
        ),
        refused(
            "UTF-16, big-endian",
            &utf_16(u16::to_be_bytes),
            "is encoded in UTF-16 (big-endian); convert it to UTF-8 first",
        ),
        refused(
            "gzip",
            &[0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03],
            "is compressed with gzip; decompress it first",
        ),
        refused(
            "two byte order marks",
            "\u{feff}\u{feff}{}".as_bytes(),
            "not JSON: expected value at line 1 column 1",
        ),
        refused("empty object", b"{}", NO_RECORDS),
        refused("empty array", b" [ ]\n", NO_RECORDS),
        refused(
            "array of an empty object",
            b"[{}]",
            "/0: expected an organization, a Member or a session, or lists of organizations, members or sessions",
        ),
        refused(
            "number",
            b"7",
            "invalid type: integer `7`, expected a JSON object or array at line 1 column 1",
        ),
        refused(
            "array in an array",
            b"[[]]",
            "invalid type: sequence, expected a JSON object at /0 at line 1 column 2",
        ),
        refused(
            "single organization, a Member of another one first",
            br#"{"members": [{"member_id": "m", "organization_id": "org-2", "email_address": "a@b.example"}],
                 "organization_id": "org-1"}"#,
            "/members/0/organization_id: the Member is nested in organization org-1 and names another, org-2",
        ),
        refused(
            "Member with Members",
            br#"{"member_id": "m", "organization_id": "org-1", "members": []}"#,
            "line 1: expected an organization, a Member or a session, or lists of organizations, members or sessions",
        ),
        refused(
            "single Member with a mistake",
            br#"{"member_id": "m", "organization_id": "org-1", "email_address": "nobody"}"#,
            "line 1/email_address: expected an e-mail address such as jane@acme.com",
        ),
    ]
}
