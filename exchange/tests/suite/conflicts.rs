//! Changes between the decision and the write are never overruled, and concurrent exchanges of one session make one
//! session.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use org_discovery::domain::{OpaqueToken, TokenHash};
use serde_json::{Value, json};
use test_support::{
    TestApp,
    builders::{data_set, intermediate, magic_link, member, member_id, organization_id, verified, with},
};

use crate::{
    calls::{assert_consistent, stored_members},
    interference::{
        COLLEAGUE, Change, JANE, delete_member, delete_target, exchange_during, put_member, put_target,
        revoke, start, target,
    },
};

/// Returns the status of Jane's Member in Target, or `none`.
async fn status(app: &TestApp) -> String {
    let members = stored_members(app).await;
    let mut found = members.iter().filter(|member| {
        member["email_address"] == JANE && member["organization_id"] == organization_id("Target")
    });
    found.next().map_or("none".to_owned(), |member| member["status"].as_str().expect("a text").to_owned())
}

/// A change that takes the right to enter away: the outcome, and Jane's status afterwards.
#[tokio::test]
async fn lost_right_is_not_overruled() {
    let invited = || member(JANE, json!({"status": "invited"}));
    let with_colleague =
        |jane: Option<Value>| [verified(COLLEAGUE)].into_iter().chain(jane).collect::<Vec<_>>();
    let rows: Vec<(&str, Value, Change, &str)> = vec![
        (
            "invitation revoked",
            target(json!({}), with_colleague(Some(invited()))),
            delete_member("Target", JANE),
            "organization_not_found deleted",
        ),
        (
            "active Member removed",
            target(json!({}), with_colleague(Some(verified(JANE)))),
            delete_member("Target", JANE),
            "organization_not_found deleted",
        ),
        (
            "policy switched off",
            target(json!({}), with_colleague(None)),
            put_target(json!({"email_jit_provisioning": "NOT_ALLOWED"})),
            "organization_not_found none",
        ),
        (
            "method no longer accepted",
            target(json!({}), with_colleague(Some(verified(JANE)))),
            put_target(json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["google_oauth"]})),
            "200 active",
        ),
        (
            "organization deleted",
            target(json!({}), with_colleague(Some(verified(JANE)))),
            delete_target(),
            "organization_not_found none",
        ),
        (
            "last verified Member removed",
            target(json!({}), with_colleague(None)),
            delete_member("Target", COLLEAGUE),
            "organization_not_found none",
        ),
        (
            "address retired by a colleague",
            target(json!({}), with_colleague(None)),
            put_member(with(
                verified(COLLEAGUE),
                json!({
                    "organization_id": organization_id("Target"), "member_id": member_id("Target", COLLEAGUE),
                    "retired_email_addresses": [{"email_address": JANE, "email_id": "e"}],
                }),
            )),
            "organization_not_found none",
        ),
        (
            "person added and removed",
            target(json!({}), with_colleague(None)),
            put_member(json!({
                "organization_id": organization_id("Target"), "member_id": "another", "email_address": JANE,
                "status": "deleted",
            })),
            "organization_not_found deleted",
        ),
    ];
    for (name, target, change, expected) in rows {
        let app = start(target).await;
        let (response, _) = exchange_during(&app, "Jane", change).await;
        assert_eq!(format!("{} {}", response.outcome(), status(&app).await), expected, "{name}");
        assert_ne!(response.json()["member_authenticated"], true, "{name}");
        assert_eq!(app.discover("Jane").await.outcome(), "200", "{name}: the session is not spent");
        assert_consistent(&app).await;
    }
}

#[tokio::test]
async fn unrelated_change_leads_to_second_attempt() {
    let app = start(target(json!({}), [verified(JANE)])).await;
    let (response, attempts) =
        exchange_during(&app, "Jane", put_target(json!({"organization_slug": "new"}))).await;
    assert_eq!(response.json()["member_authenticated"], true, "{}", response.text());
    assert_eq!(response.json()["organization"]["organization_slug"], "new");
    assert_eq!(attempts, 2);
}

#[tokio::test]
async fn spent_and_revoked_sessions_are_refused() {
    let app = start(target(json!({}), [verified(JANE)])).await;
    let project = app.writer.project_id().clone();
    let token = |name: &str| OpaqueToken::parse(app.token(name)).expect("a token");
    let spent = TokenHash::of_intermediate(&project, &token("Jane"));
    let (response, _) = exchange_during(&app, "Jane", revoke(spent)).await;
    assert_eq!(response.outcome(), "intermediate_session_not_found");
    let revoked = TokenHash::of_session_token(&project, &token("Member of Home"));
    let (response, _) = exchange_during(&app, "Member of Home", revoke(revoked)).await;
    assert_eq!(response.outcome(), "session_not_found");
}

#[tokio::test]
async fn removed_own_member_ends_member_session_exchange() {
    let app = start(target(json!({}), [verified(JANE)])).await;
    let (response, _) = exchange_during(&app, "Member of Home", delete_member("Home", JANE)).await;
    assert_eq!(response.outcome(), "session_not_found");
    assert_consistent(&app).await;
}

#[tokio::test]
async fn concurrent_exchanges_make_one_session_each() {
    const TOKENS: usize = 36;
    const REPETITIONS: usize = 6;
    // More at a time would measure the machine: each call of the client has a timeout.
    const CONCURRENT: usize = 48;
    let sessions: Vec<Value> = (0..TOKENS)
        .map(|n| intermediate(&format!("s{n}"), &format!("p{n}@acme.example"), [magic_link()]))
        .collect();
    let mut app = TestApp::start(data_set([target(json!({}), [verified(COLLEAGUE)])], sessions)).await;
    app.exchange = app.exchange.with_budget(Duration::from_mins(1));
    let exchanges = (0..TOKENS * REPETITIONS).map(|n| {
        let name = format!("s{}", n / REPETITIONS);
        let app = &app;
        async move { crate::calls::exchange(app, &name, "Target").await }
    });
    let responses: Vec<_> = stream::iter(exchanges).buffer_unordered(CONCURRENT).collect().await;
    let succeeded =
        responses.iter().filter(|response| response.json()["member_authenticated"] == true).count();
    let outcomes: std::collections::BTreeMap<String, usize> =
        responses.iter().fold(std::collections::BTreeMap::new(), |mut counts, response| {
            *counts.entry(response.outcome()).or_default() += 1;
            counts
        });
    assert_eq!(succeeded, TOKENS, "{outcomes:?}");
    let items = app.stored_items(&app.tables.sessions).await;
    assert_eq!(items.len(), TOKENS * 2, "{outcomes:?}");
    assert_consistent(&app).await;
}

#[tokio::test]
async fn two_sessions_of_a_newcomer_make_one_member() {
    let sessions =
        [intermediate("first", JANE, [magic_link()]), intermediate("second", JANE, [magic_link()])];
    let app = TestApp::start(data_set([target(json!({}), [verified(COLLEAGUE)])], sessions)).await;
    let (first, second) = tokio::join!(
        crate::calls::exchange(&app, "first", "Target"),
        crate::calls::exchange(&app, "second", "Target"),
    );
    assert_eq!(first.json()["member_authenticated"], true, "{}", first.text());
    assert_eq!(second.json()["member_authenticated"], true, "{}", second.text());
    assert_eq!(first.json()["member_id"], second.json()["member_id"]);
    assert_consistent(&app).await;
}
