//! Responses that are larger than Lambda allows.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json, value::RawValue};

use super::{
    item_copies::{items, numbered, put_copies},
    measurement::{
        Body, RESPONSE_LIMIT, complete_body, decompressed, discover_through_rest_api, discover_with,
        entry_name, entry_names, github_session, lambda_size, noise,
    },
    start,
};
use test_support::{TestApp, builders::member_with_id};

const JANE: &str = "jane@acme.example";
const MAX: &str = "max@acme.example";

/// A Member whose id is derived from the organization's name and the address.
fn member_of(organization: &str, address: &str, fields: &Value) -> Value {
    let id = format!("{organization}-{address}").replace(['@', ' '], "-");
    member_with_id(&id, address, fields.clone())
}

/// Jane is a verified Member of three large organizations. Foreign organizations, close to the maximum size, invite
/// her, add her as a Member, or allow her GitHub tenant. Max is a verified Member of 100 foreign organizations, and
/// Nemo of none.
fn data_set() -> Value {
    let mut organizations = Vec::new();
    let mut add = |name: String, metadata: usize, jane: Option<Value>, max: bool| {
        let verified = json!({"email_address_verified": true});
        let jane = jane.map(|fields| member_of(&name, JANE, &fields));
        let max = max.then(|| member_of(&name, MAX, &verified));
        let number = organizations.len();
        organizations.push(json!({
            "organization_id": format!("org-{number:03}"), "organization_name": name,
            "trusted_metadata": {"text": noise(number, metadata)},
            "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"github": ["T1"]},
            "members": jane.into_iter().chain(max).collect::<Vec<_>>(),
        }));
    };
    for n in 0..3 {
        add(format!("Home {n}"), 62_000, Some(json!({"email_address_verified": true})), false);
    }
    for n in 0..60 {
        add(format!("Inviting {n:02}"), 60_000, Some(json!({"status": "invited"})), true);
    }
    for n in 0..40 {
        add(format!("Tenant {n:02}"), 60_000, None, true);
    }
    add("Unverified".to_owned(), 60_500, Some(json!({})), false);
    add("Largest".to_owned(), 62_400, None, false);
    add("Small".to_owned(), 0, None, false);
    json!({"organizations": organizations, "sessions": [
        github_session("jane", JANE), github_session("max", MAX), github_session("nemo", "nemo@person.example"),
    ]})
}

/// Removes the largest entries of `complete_body`, one at a time, until the uncompressed rest fits.
fn expected_entries(complete_body: &str) -> Vec<String> {
    let body: Body<'_> = serde_json::from_str(complete_body).expect("a response");
    let measurement = |entry: &&RawValue| (lambda_size(entry.get()), entry.get().to_owned());
    let mut entries: Vec<_> = body.discovered_organizations.iter().map(measurement).collect();
    let mut size = lambda_size(complete_body);
    while size > RESPONSE_LIMIT {
        let removable = entries.iter().enumerate().filter(|(_, (_, entry))| !entry.contains("Home "));
        let largest = removable.max_by_key(|(index, (_, entry))| (entry.len(), *index));
        let (index, _) = largest.expect("an entry");
        let (taken, _) = entries.remove(index);
        size -= taken + ",".len();
    }
    entries.into_iter().map(|(_, entry)| entry_name(&RawValue::from_string(entry).expect("JSON"))).collect()
}

/// Returns the entries of `all` that are not in `some`, and asserts that the order is the same.
fn missing(all: &[String], some: &[String]) -> Vec<String> {
    let kept: BTreeSet<_> = some.iter().collect();
    assert!(
        all.iter().filter(|name| kept.contains(name)).eq(some),
        "the order differs from the complete response"
    );
    all.iter().filter(|name| !kept.contains(name)).cloned().collect()
}

const REMOVED_FOR_JANE: &str = "\
Unverified: active_member
Inviting 52: invited_member
Inviting 53: invited_member
Inviting 54: invited_member
Inviting 55: invited_member
Inviting 56: invited_member
Inviting 57: invited_member
Inviting 58: invited_member
Inviting 59: invited_member
Largest: eligible_to_join_by_oauth_tenant";

async fn assert_plain_response_is_shortened(app: &TestApp, whole: &str, all: &[String]) {
    let plain = discover_with(app, "jane", "br").await;
    assert!(
        lambda_size(plain.text()) <= RESPONSE_LIMIT && lambda_size(plain.text()) > RESPONSE_LIMIT - 62_000
    );
    assert_eq!(entry_names(plain.text()), expected_entries(whole));
    assert_eq!(missing(all, &entry_names(plain.text())).join("\n"), REMOVED_FOR_JANE);
    let lines = app.logs.take();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_shortened(&lines, &plain.json(), 10);

    let rest = discover_through_rest_api(app, "jane").await;
    assert!(rest.headers.get("content-encoding").is_none());
    assert_eq!(entry_names(rest.text()), entry_names(plain.text()));
    app.logs.take();
}

async fn assert_compressed_response_is_shortened(app: &TestApp, all: &[String]) {
    let compressed = discover_with(app, "jane", "gzip").await;
    let size = STANDARD.encode(&compressed.bytes).len();
    assert!(size <= RESPONSE_LIMIT && size > RESPONSE_LIMIT - 62_000, "{size}");
    let text = decompressed(&compressed);
    assert_eq!(missing(all, &entry_names(&text)).join("\n"), REMOVED_FOR_JANE);
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_shortened(&app.logs.take(), &json, missing(all, &entry_names(&text)).len());
    app.logs.take();
}

#[tokio::test]
async fn only_large_foreign_organizations_are_removed() {
    let app = start(data_set()).await;
    let whole = complete_body(&app, "jane").await;
    let all = entry_names(&whole);
    assert_eq!((all.len(), lambda_size(&whole) > RESPONSE_LIMIT), (106, true));
    assert_plain_response_is_shortened(&app, &whole, &all).await;
    assert_compressed_response_is_shortened(&app, &all).await;
    assert_only_foreign_entries_are_removed(&app).await;
    assert_oversize_verified_memberships_are_an_error(&app).await;
}

/// Without verified memberships, any entry may be removed, including the first.
async fn assert_only_foreign_entries_are_removed(app: &TestApp) {
    let all = entry_names(&complete_body(app, "nemo").await);
    let plain = entry_names(discover_with(app, "nemo", "br").await.text());
    let compressed = entry_names(&decompressed(&discover_with(app, "nemo", "gzip").await));
    for listed in [plain, compressed] {
        insta::allow_duplicates! { insta::assert_snapshot!(missing(&all, &listed).join("\n"), @"
        Home 0: eligible_to_join_by_oauth_tenant
        Home 1: eligible_to_join_by_oauth_tenant
        Home 2: eligible_to_join_by_oauth_tenant
        Inviting 56: eligible_to_join_by_oauth_tenant
        Inviting 57: eligible_to_join_by_oauth_tenant
        Inviting 58: eligible_to_join_by_oauth_tenant
        Inviting 59: eligible_to_join_by_oauth_tenant
        Largest: eligible_to_join_by_oauth_tenant
        Unverified: eligible_to_join_by_oauth_tenant
        "); }
    }
    app.logs.take();
}

async fn assert_oversize_verified_memberships_are_an_error(app: &TestApp) {
    for accept_encoding in ["gzip", "br"] {
        assert_eq!(discover_with(app, "max", accept_encoding).await.outcome(), "internal_server_error");
        let lines = app.logs.take();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!(lines[0]["error.cause"], "response_too_large: the response does not fit into 6 MB");
        let shortened_fields = [&lines[0]["ShortenedAnswers"], &lines[0]["organizations.removed"]];
        assert_eq!(shortened_fields, [&Value::Null, &Value::Null]);
    }
}

/// Asserts the warning and the request's log line for a shortened answer that lacks `removed` organizations.
fn assert_shortened(lines: &[Value], response: &Value, removed: usize) {
    let [warning, request] = lines else { panic!("{lines:?}") };
    assert_eq!((&warning["level"], &warning["message"]), (&json!("WARN"), &json!("answer shortened")));
    assert_eq!(
        (&warning["request_id"], &request["request_id"]),
        (&response["request_id"], &response["request_id"])
    );
    assert_eq!(warning["organizations.removed"], json!(removed));
    assert_eq!(warning["organizations.unread"], json!(0));
    assert_eq!(request["organizations.removed"], json!(removed));
    assert_eq!(request["message"], "request answered");
    assert_eq!(request["ShortenedAnswers"], json!(1));
    let declared = request["_aws"]["CloudWatchMetrics"][0]["Metrics"].to_string();
    assert!(declared.contains(r#"{"Name":"ShortenedAnswers","Unit":"Count"}"#), "{declared}");
    let returned = response["discovered_organizations"].as_array().expect("a list").len();
    assert_eq!(request["OrganizationsReturned"], json!(returned));
    let by_relation = request
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, _)| key.ends_with("_member") || key.contains("eligible"));
    assert_eq!(by_relation.map(|(_, count)| count.as_u64().expect("a count")).sum::<u64>(), returned as u64);
}

#[tokio::test]
async fn last_of_equally_large_entries_are_removed() {
    let app = start(json!({
        "organizations": [{"organization_id": "template", "organization_name": "Template",
            "trusted_metadata": {"text": "NOISE"}, "oauth_tenant_jit_provisioning": "RESTRICTED",
            "allowed_oauth_tenants": {"github": ["T1"]}}],
        "sessions": [github_session("jane", JANE)],
    }))
    .await;
    let (organizations, joinable) = (&app.tables.organizations, &app.tables.joinable);
    let template = items(&app, organizations, "Template").await.remove(0);
    let replacements = numbered(0..1999, "template", "Template").enumerate().map(|(n, mut words)| {
        words.push(("NOISE".to_owned(), noise(n, 3000)));
        words
    });
    put_copies(&app, organizations, &template, replacements).await;
    let edge = items(&app, joinable, "template").await.remove(0);
    put_copies(&app, joinable, &edge, numbered(0..1999, "template", "Template")).await;

    let plain = discover_with(&app, "jane", "br").await;
    let compressed = discover_with(&app, "jane", "gzip").await;
    let text = decompressed(&compressed);
    let entry_size = 6000;
    let sizes = [lambda_size(plain.text()), STANDARD.encode(&compressed.bytes).len()];
    assert!(
        sizes.iter().all(|size| (RESPONSE_LIMIT - entry_size..=RESPONSE_LIMIT).contains(size)),
        "{sizes:?}"
    );
    let counts = [plain.text(), &text].map(|text| {
        let mut names = entry_names(text);
        assert_eq!(
            names.pop().as_deref(),
            Some("Template: eligible_to_join_by_oauth_tenant"),
            "the template is smaller"
        );
        let first = (0..names.len()).map(|n| format!("Org {n:04}: eligible_to_join_by_oauth_tenant"));
        assert!(names.iter().eq(&first.collect::<Vec<_>>()), "{names:?}");
        names.len()
    });
    assert!(1000 < counts[0] && counts[0] < counts[1] && counts[1] < 1999, "{counts:?}");
}
