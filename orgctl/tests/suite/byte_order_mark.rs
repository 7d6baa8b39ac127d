//! Input that starts with a byte order mark, as editors and shells on Windows write it.

use serde_json::json;
use tempfile::NamedTempFile;

use super::{
    input_files::{file, file_of_bytes, path},
    pem::pem,
};
use test_support::{KEY, Orgctl, TestApp, small_data_set};

const MARK: &str = "\u{feff}";

/// Creates a file that starts with a byte order mark.
fn marked_file(text: &str) -> NamedTempFile {
    file(format!("{MARK}{text}"))
}

#[tokio::test]
async fn import_accepts_byte_order_mark() {
    let app = TestApp::start(json!({})).await;
    let organization =
        json!({"organization_id": "b1", "organization_name": "Org b1", "organization_slug": "org-b1"});
    let document = marked_file(&json!({"organizations": [organization]}).to_string());
    let lines = marked_file(&format!(
        "{organization}\n{}\n",
        json!({"member_id": "m", "organization_id": "b1", "email_address": "a@b1.example"})
    ));
    let done = Orgctl::on(&app).json(&["import", path(&document), path(&lines)]).await;
    assert_eq!(done["organizations"]["added"], 1);
    assert_eq!(done["members"]["added"], 1);
    let stdin = format!("{MARK}{}", json!({"organizations": [organization]}));
    let done = Orgctl::on(&app).run_with(&["-q", "import", "-"], &stdin).await;
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    let twice = Orgctl::on(&app).run_with(&["import", "-"], &format!("{MARK}{stdin}")).await;
    assert!(twice.stderr.contains("not JSON: expected value at line 1 column"), "{}", twice.stderr);
}

#[tokio::test]
async fn other_commands_accept_byte_order_mark() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let organization = orgctl.text(&["organization", "get", "acme"]).await;
    let member = orgctl.text(&["member", "get", "member-ann"]).await;
    let jwks = json!({"keys": [KEY.public()]}).to_string();
    let created =
        orgctl.json(&["session", "create", "--email", "ann@acme.example", "--factor", "magic_link"]).await;
    let token = format!("{MARK}{}\n", created["intermediate_session_token"].as_str().expect("a token"));
    let secret = format!("{MARK}secret-test-abcdefghijklmnopqrstuvwxyz0123456789\n");
    for (arguments, input) in [
        (&["-q", "organization", "put", "-"][..], format!("{MARK}{organization}")),
        (&["-q", "member", "put", "-"], format!("{MARK}{member}")),
        (&["-q", "project", "keys", "add", "-"], format!("{MARK}{jwks}")),
        (&["-q", "project", "rotate-secret", "--secret-stdin"], secret),
        (&["session", "show", "--token-stdin"], token.clone()),
        (&["discover", "--token-stdin"], token),
    ] {
        let output = orgctl.run_with(arguments, &input).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
    let pem = marked_file(&pem(&KEY));
    let arguments =
        ["session", "create", "--member", "member-ann", "--factor", "email_otp", "--jwt", path(&pem)];
    orgctl.text(&arguments).await;
}

/// Input that is not UTF-8, and the expected message.
struct Encoding<'b> {
    name: &'static str,
    bytes: &'b [u8],
    reason: &'static str,
}

#[tokio::test]
async fn unsupported_encoding_is_reported() {
    let app = TestApp::start(small_data_set()).await;
    let utf_16: Vec<u8> = format!("{MARK}{{}}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encodings = [
        Encoding {
            name: "UTF-16",
            bytes: &utf_16,
            reason: "is encoded in UTF-16 (little-endian); convert it to UTF-8 first",
        },
        Encoding {
            name: "gzip",
            bytes: b"\x1f\x8b\x08\0",
            reason: "is compressed with gzip; decompress it first",
        },
        Encoding {
            name: "Latin-1",
            bytes: b"{\"name\": \"J\xf6rg\"}",
            reason: "is not text in UTF-8; convert it to UTF-8 first",
        },
    ];
    for Encoding { name, bytes, reason } in encodings {
        let file = file_of_bytes(bytes);
        for command in [&["organization", "put"][..], &["member", "put"], &["project", "keys", "add"]] {
            let arguments = [command, &[path(&file)]].concat();
            let refused = Orgctl::on(&app).refusal(&arguments).await;
            assert_eq!(refused, format!("error: {}: {reason}\n", path(&file)), "{name} {command:?}");
        }
    }
}
