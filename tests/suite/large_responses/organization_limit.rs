//! The limit on the number of organizations that one request reads.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{
    item_copies::{items, numbered, put_copies},
    start,
};
use test_support::{
    Orgctl, TestApp,
    builders::{intermediate, magic_link, member_with_id, organization_with_id, with},
};

const JANE: &str = "jane@acme.example";

/// A session of Jane, or of the address in `fields`.
fn session_with(name: &str, fields: Value) -> Value {
    let address = fields["email_address"].as_str().unwrap_or(JANE).to_owned();
    with(intermediate(name, &address, [magic_link()]), fields)
}

/// The other organizations are copies of `template`. Jane is a verified Member of Zulu, an unverified Member of Yankee,
/// and may join Domain.
fn data_set() -> Value {
    let jane = |id: &str, fields: Value| member_with_id(id, JANE, fields);
    let organization = |id: &str, name: &str, members: Value| {
        organization_with_id(id, json!({"organization_name": name, "members": members}))
    };
    let mut template = organization("template", "Template", json!([]));
    template["oauth_tenant_jit_provisioning"] = json!("RESTRICTED");
    template["allowed_oauth_tenants"] = json!({"github": ["T1"], "slack": ["T2"]});
    let mut domain = organization(
        "domain",
        "Domain",
        json!([
        {"member_id": "amy", "email_address": "amy@acme.example", "email_address_verified": true}]),
    );
    domain["email_jit_provisioning"] = json!("RESTRICTED");
    domain["email_allowed_domains"] = json!(["acme.example"]);
    let zulu =
        organization("zulu", "Zulu", json!([jane("jane-zulu", json!({"email_address_verified": true}))]));
    let yankee = organization("yankee", "Yankee", json!([jane("jane-yankee", json!({}))]));
    let invited =
        json!([{"member_id": "invited-source", "email_address": "source@acme.example", "status": "invited"}]);
    json!({
        "organizations": [template, domain, zulu, yankee, organization("source", "Source", invited)],
        "sessions": [
            session_with("github", json!({"oauth_tenants": {"github": ["T1"]}})),
            session_with("hint", json!({"oauth_tenants": {"github": ["T1"]}, "organization_id_hint": "org-2000"})),
            session_with("slack", json!({"oauth_tenants": {"slack": ["T2"]}, "email_address": "kim@person.example"})),
            session_with("foreign-hint", json!({"oauth_tenants": {"slack": ["T2"]}, "email_address": "kim@person.example",
                "organization_id_hint": "source"})),
            session_with("member", json!({"kind": "member", "organization_id": "yankee", "member_id": "jane-yankee"})),
        ],
    })
}

/// Starts an app with 2,001 copies of `template`. Jane reaches all of them by GitHub tenant, and 1,999 also by Slack
/// tenant.
async fn with_2001_copies() -> TestApp {
    let app = start(data_set()).await;
    let (organizations, joinable) = (app.tables.organizations.clone(), app.tables.joinable.clone());
    let template = items(&app, &organizations, "Template").await.remove(0);
    put_copies(&app, &organizations, &template, numbered(0..2001, "template", "Template")).await;
    let edges = items(&app, &joinable, "github").await;
    put_copies(&app, &joinable, &edges[0], numbered(0..2001, "template", "Template")).await;
    let edges = items(&app, &joinable, "slack").await;
    put_copies(&app, &joinable, &edges[0], numbered(0..1999, "template", "Template")).await;
    app
}

/// The listed organizations and the hint of a response.
#[derive(Debug, PartialEq)]
struct ResponseSummary {
    /// The names of the organizations without their numbers, each with its number of entries.
    listing: String,
    /// True for each of the two organization numbers that is listed.
    are_listed: [bool; 2],
    hint: Value,
}

async fn summarize(app: &TestApp, session: &str, numbers: [usize; 2]) -> ResponseSummary {
    let response = app.discover(session).await;
    let json = response.json();
    let listing = response.listing();
    let are_listed = numbers.map(|n| listing.iter().any(|line| line.starts_with(&format!("Org {n:04}:"))));
    ResponseSummary {
        listing: count_entries(&listing),
        are_listed,
        hint: json["organization_id_hint"].clone(),
    }
}

fn count_entries(listing: &[String]) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for line in listing {
        let line: String = line.chars().filter(|c| !c.is_ascii_digit()).collect();
        match counted.last_mut() {
            Some((last, count)) if *last == line => *count += 1,
            _ => counted.push((line, 1)),
        }
    }
    counted.iter().map(|(line, count)| format!("{count} {line}")).collect::<Vec<_>>().join(", ")
}

/// The numbers of organizations that are missing from a shortened answer, as logged.
#[derive(Debug, PartialEq)]
struct Shortened {
    removed: u64,
    unread: u64,
}

/// Returns `None` if the response was complete.
fn logged_shortening(app: &TestApp) -> Option<Shortened> {
    let lines = app.logs.take();
    let request = lines.last().expect("a line");
    let warning = lines.iter().find(|line| line["message"] == "answer shortened");
    assert_eq!(warning.is_some(), request["ShortenedAnswers"] == json!(1), "{request}");
    let warning = warning?;
    assert_eq!(warning["organizations.removed"], request["organizations.removed"]);
    let [removed, unread] =
        ["organizations.removed", "organizations.unread"].map(|name| warning[name].as_u64());
    Some(Shortened { removed: removed?, unread: unread? })
}

const TENANT: &str = "eligible_to_join_by_oauth_tenant";

async fn assert_complete_responses(app: &TestApp) {
    let complete = format!("1999 Org : {TENANT}, 1 Template: {TENANT}");
    assert_eq!(
        summarize(app, "slack", [0, 1998]).await,
        ResponseSummary { listing: complete.clone(), are_listed: [true, true], hint: Value::Null }
    );
    assert_eq!(logged_shortening(app), None);
    let hint = json!("source");
    assert_eq!(
        summarize(app, "foreign-hint", [0, 1998]).await,
        ResponseSummary { listing: complete, are_listed: [true, true], hint }
    );
    assert_eq!(logged_shortening(app), None);
}

async fn assert_shortened_answers(app: &TestApp) {
    // Memberships come first, then joining by domain, then by tenant. The hinted organization takes the last place.
    let shortened = format!(
        "1 Zulu: active_member, 1 Yankee: active_member, 1 Domain: eligible_to_join_by_email_domain, 1998 Org : {TENANT}"
    );
    assert_eq!(
        summarize(app, "github", [1997, 1998]).await,
        ResponseSummary { listing: shortened.clone(), are_listed: [true, false], hint: Value::Null }
    );
    assert_eq!(logged_shortening(app), Some(Shortened { removed: 2, unread: 2 }));
    let hint = json!("org-2000");
    assert_eq!(
        summarize(app, "hint", [2000, 1997]).await,
        ResponseSummary { listing: shortened, are_listed: [true, false], hint: hint.clone() }
    );
    assert_eq!(logged_shortening(app), Some(Shortened { removed: 3, unread: 3 }));
}

async fn assert_memberships_are_shortened(app: &TestApp) {
    let hint = json!("org-2000");
    let invited = "1 Zulu: active_member, 2000 Org : invited_member".to_owned();
    assert_eq!(
        summarize(app, "github", [1999, 2000]).await,
        ResponseSummary { listing: invited.clone(), are_listed: [true, false], hint: Value::Null }
    );
    assert_eq!(logged_shortening(app), Some(Shortened { removed: 3, unread: 3 }));
    assert_eq!(
        summarize(app, "hint", [2000, 1999]).await,
        ResponseSummary { listing: invited, are_listed: [true, false], hint }
    );
    assert_eq!(logged_shortening(app), Some(Shortened { removed: 3, unread: 3 }));
}

async fn assert_own_organization_is_listed(app: &TestApp) {
    // A member session always reads its own organization, although its Member is not verified.
    let own = "1 Zulu: active_member, 1 Yankee: active_member, 2000 Org : invited_member".to_owned();
    assert_eq!(
        summarize(app, "member", [1999, 2000]).await,
        ResponseSummary { listing: own.clone(), are_listed: [true, false], hint: Value::Null }
    );
    assert_eq!(count_entries(&app.discover_by_jwt("member").await.listing()), own);
    assert_eq!(logged_shortening(app), Some(Shortened { removed: 1, unread: 1 }));
}

#[tokio::test]
async fn one_request_reads_two_thousand_foreign_organizations() {
    let app = with_2001_copies().await;
    assert_complete_responses(&app).await;
    assert_shortened_answers(&app).await;
    assert_explain_reports_limit(&app).await;
    invite_jane(&app).await;
    assert_memberships_are_shortened(&app).await;
    assert_own_organization_is_listed(&app).await;
}

async fn assert_explain_reports_limit(app: &TestApp) {
    let arguments =
        ["explain", "--email", JANE, "--factor", "magic_link", "--tenant", "github:T1", "--organization"];
    let explained = |id: &'static str| async move {
        let output = Orgctl::on(app).run(&[&arguments[..], &[id]].concat()).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
        output.stdout
    };
    let unread = explained("org-1999").await;
    assert!(unread.contains("Org 1999 (org-1999): NOT SHOWN"), "{unread}");
    assert!(
        unread.contains(
            "The answer is shortened: the function reads at most 2000 organizations in addition to"
        ),
        "{unread}"
    );
    assert!(unread.contains("at least 2 more could have been shown"), "{unread}");
    assert!(
        unread.contains("Nothing needs to change: the organization exceeds the number of organizations that the function reads."),
        "{unread}"
    );
    let read = explained("org-0000").await;
    assert!(
        read.contains("Org 0000 (org-0000): shown") && read.contains("The answer is shortened"),
        "{read}"
    );
}

/// Makes all 2,001 copies invite Jane.
async fn invite_jane(app: &TestApp) {
    let table = &app.tables.members;
    let invited = items(app, table, "invited-source").await;
    let invited =
        invited.iter().find(|item| item["organization_id"] == AttributeValue::S("source".to_owned()));
    let invitations = numbered(0..2001, "source", "Source").map(|replacements| {
        let id = &replacements[0].1;
        let invitation = [("source@acme.example", JANE), ("invited-source", &format!("invited-{id}"))];
        let invitation = invitation.map(|(old, replacement)| (old.to_owned(), replacement.to_owned()));
        invitation.into_iter().chain(replacements).collect()
    });
    put_copies(app, table, invited.expect("the Member's item"), invitations).await;
}
