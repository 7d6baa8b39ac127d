//! Refused input files, with the reasons.

use super::{BYTE_ORDER_MARK, RefusedInput, nested};

const NO_RECORDS: &str =
    "expected an organization, a Member or a session, or lists of organizations, members or sessions";

pub fn refused_inputs() -> Vec<RefusedInput> {
    [encodings(), values_without_records(), invalid_members()].into_iter().flatten().collect()
}

fn refused(name: &'static str, file: &[u8], reason: &'static str) -> RefusedInput {
    RefusedInput { name, file: file.to_vec(), reason }
}

fn utf_16(bytes_of_unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("{BYTE_ORDER_MARK}{}", nested());
    text.encode_utf16().flat_map(bytes_of_unit).collect()
}

fn encodings() -> Vec<RefusedInput> {
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
    ]
}

fn values_without_records() -> Vec<RefusedInput> {
    vec![
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
    ]
}

fn invalid_members() -> Vec<RefusedInput> {
    vec![
        refused(
            "single organization, first with a Member of another organization",
            br#"{"members": [{"member_id": "m", "organization_id": "org-2", "email_address": "a@b.example"}],
                 "organization_id": "org-1"}"#,
            "/members/0/organization_id: the Member is nested in organization org-1, but its organization_id is org-2",
        ),
        refused(
            "Member with nested Members",
            br#"{"member_id": "m", "organization_id": "org-1", "members": []}"#,
            "line 1: expected an organization, a Member or a session, or lists of organizations, members or sessions",
        ),
        refused(
            "single Member with an invalid address",
            br#"{"member_id": "m", "organization_id": "org-1", "email_address": "unknown"}"#,
            "line 1/email_address: expected an email address such as jane@acme.com, but the text has no @",
        ),
    ]
}
