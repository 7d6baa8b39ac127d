//! The answer to a situation.

use serde_json::{Value, json};

use super::{Page, answer_of, listed, request_body, without_request_id};

/// The page shows the same answer as the endpoint, and the explanation of `orgctl explain`.
#[tokio::test]
async fn every_story_has_answer_and_explanation() {
    let page = Page::with_demo().await;
    let stories = page.stories().await;
    assert_eq!(stories.len(), 11);
    for story in stories {
        let evaluation = page.evaluate_story(&story).await;
        let endpoint = page.ask_endpoint(&evaluation).await;
        assert_eq!(without_request_id(answer_of(&evaluation)), without_request_id(endpoint), "{story}");
        if evaluation["status"] == 200 {
            let explained = explain(&page, &evaluation).await;
            assert_eq!(evaluation["explanation"], explained, "{story}");
        } else {
            assert_eq!((story.as_str(), &evaluation["explanation"]), ("expired", &Value::Null));
        }
    }
}

/// Returns the explanation of the evaluation's session by `orgctl explain`.
pub async fn explain(page: &Page, evaluation: &Value) -> Value {
    let body: Value = serde_json::from_str(&request_body(evaluation)).expect("JSON");
    let token = body.as_object().expect("an object").values().next().and_then(Value::as_str);
    let arguments = ["--quiet", "--output", "json", "explain", "--token-stdin"];
    let output = page.orgctl().run_with(&arguments, token.expect("a token")).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&output.stdout).expect("JSON")
}

/// A story that is changed begins with the story's own sign-in: the same answer without the story's name.
#[tokio::test]
async fn story_can_be_described_as_situation() {
    let page = Page::with_demo().await;
    for story in page.stories().await.into_iter().filter(|story| story != "expired") {
        let evaluation = page.evaluate_story(&story).await;
        let mut situation = evaluation["situation"].clone();
        situation["story"] = json!("");
        let again = page.evaluate(&situation).await;
        assert_eq!(
            without_request_id(answer_of(&again)),
            without_request_id(answer_of(&evaluation)),
            "{situation}"
        );
        assert_eq!(again["situation"], situation);
    }
}

#[tokio::test]
async fn own_situations_are_answered() {
    let page = Page::with_demo().await;
    let acme = "organization-test-00000000-0000-4000-8000-000000000001";
    let globex = "organization-test-00000000-0000-4000-8000-000000000002";
    for (situation, expected) in [
        (json!({"email": "dan@acme.example", "factors": ["magic_link"]}), vec![acme]),
        (json!({"email": "dan@acme.example", "factors": ["google_oauth"]}), vec![acme]),
        (json!({"email": "new@startup.example", "factors": ["magic_link"]}), vec![]),
        (
            json!({"email": "new@startup.example", "factors": ["email_otp"], "tenants": ["slack:T0GLOBEX"]}),
            vec![globex],
        ),
        (json!({"email": "ivy@partner.example", "factors": ["magic_link"], "hint": "globex"}), vec![globex]),
    ] {
        assert_eq!(listed(&page.evaluate(&situation).await), expected, "{situation}");
    }
    let member = json!({"session": "member", "member": "amy@acme.example", "factors": ["magic_link"]});
    let evaluation = page.evaluate(&member).await;
    assert_eq!(evaluation["status"], 200, "{evaluation}");
    assert_eq!(evaluation["session_items"].as_array().map(Vec::len), Some(2));
}

/// A copied request stays valid when the page is reloaded, because the token follows from the situation.
#[tokio::test]
async fn same_situation_has_same_token() {
    let page = Page::with_demo().await;
    let situation = json!({"email": "dan@acme.example", "factors": ["magic_link"]});
    let other = json!({"email": "dan@acme.example", "factors": ["email_otp"]});
    let tokens = [
        request_body(&page.evaluate(&situation).await),
        request_body(&page.evaluate(&situation).await),
        request_body(&page.evaluate(&other).await),
    ];
    assert_eq!(tokens[0], tokens[1]);
    assert_ne!(tokens[0], tokens[2]);
}

#[tokio::test]
async fn invalid_situations_are_refused_with_reason() {
    let page = Page::with_demo().await;
    let mut reasons = Vec::new();
    for situation in [
        json!({"story": "nothing"}),
        json!({"email": "dan-at-acme", "factors": ["magic_link"]}),
        json!({"email": "jane@acme.example", "factors": ["magic"]}),
        json!({"email": "jane@acme.example", "factors": ["{\"type\": 1"]}),
        json!({"email": "jane@acme.example", "tenants": ["google:1"]}),
        json!({"email": "jane@acme.example", "tenants": ["slack"]}),
        json!({"email": "jane@acme.example", "hint": "a b"}),
        json!({"session": "member", "member": "stranger@acme.example"}),
        json!({"session": "member", "member": "carla@consulting.example"}),
        json!({"session": "member", "member": "member-unknown"}),
    ] {
        let reply = page.send("POST", "evaluations", situation.to_string().as_bytes()).await;
        reasons.push(format!("{} {}", reply.status, reply.json()["error"].as_str().expect("a reason")));
    }
    insta::assert_snapshot!(reasons.join("\n"), @r#"
    404 the data has no session nothing
    422 email address dan-at-acme: expected an email address such as jane@acme.com, but the text has no @
    422 factor magic: expected magic_link, email_otp, trusted_token, password[:MEMBER_PASSWORD_ID], project_password, recovery_code, sso:CONNECTION_ID, sso_oidc:CONNECTION_ID, sms_otp:PHONE, totp:TOTP_ID, PROVIDER_oauth[:SUBJECT], PROVIDER_oauth_unverified[:SUBJECT] or PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft, slack, github, hubspot), or a JSON object
    422 factor {"type": 1: expected magic_link, email_otp, trusted_token, password[:MEMBER_PASSWORD_ID], project_password, recovery_code, sso:CONNECTION_ID, sso_oidc:CONNECTION_ID, sms_otp:PHONE, totp:TOTP_ID, PROVIDER_oauth[:SUBJECT], PROVIDER_oauth_unverified[:SUBJECT] or PROVIDER_oauth_exchange[:SUBJECT] (google, microsoft, slack, github, hubspot), or a JSON object
    422 tenant google:1: expected PROVIDER:ID with slack, github or hubspot
    422 tenant slack: expected PROVIDER:ID with slack, github or hubspot
    422 organization a b: expected an id of 1 to 128 visible ASCII characters without '#' and '@'
    422 no Member has the address stranger@acme.example
    422 several Members have the address carla@consulting.example; enter a Member id
    422 no Member has the id member-unknown
    "#);
}

#[tokio::test]
async fn reads_log_line_and_item_are_shown() {
    let page = Page::open(&[]).await;
    let evaluation = page.evaluate_story("eligible-by-domain").await;
    let calls = evaluation["calls"].as_array().expect("a list");
    let shown: Vec<_> = calls
        .iter()
        .map(|call| format!("{} {} {} {}", call["round_trip"], call["action"], call["table"], call["items"]))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    1 "GetItem" "org-discovery-sessions" 1
    2 "Query" "org-discovery-members" 0
    2 "Query" "org-discovery-joinable" 1
    3 "BatchGetItem" "org-discovery-organizations" 2
    "#);
    let units: f64 = calls.iter().filter_map(|call| call["read_units"].as_f64()).sum();
    assert_eq!(Some(units), evaluation["read_units"].as_f64());
    assert_eq!(evaluation["session_items"][0]["kind"], json!({"S": "ist"}));
    let log_line: Value =
        serde_json::from_str(evaluation["log_line"].as_str().expect("a line")).expect("JSON");
    assert_eq!(log_line["request_id"], answer_of(&evaluation)["request_id"]);
    assert_eq!(log_line["store.read_units"], evaluation["read_units"]);
}
