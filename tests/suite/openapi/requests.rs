//! The document allows exactly the requests that the service accepts.

use org_discovery::domain::OpaqueToken;
use proptest::{prelude::ProptestConfig, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::document::{DISCOVERY, Document};
use test_support::{TestApp, small_world};

const UNKNOWN_TOKEN: &str = "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=";

#[tokio::test]
async fn document_allows_exactly_the_accepted_bodies() {
    let document = Document::read();
    let app = TestApp::start(small_world()).await;
    let schema = format!("{DISCOVERY}/requestBody/content/application~1json/schema");
    let values = |token: &str| {
        [None, Some(json!(null)), Some(json!("")), Some(json!("x")), Some(json!(7)), Some(json!(token))]
    };
    let jwt = app.session_jwt("member");
    let mut understood = 0;
    for intermediate in values(UNKNOWN_TOKEN) {
        for token in values(UNKNOWN_TOKEN) {
            for jwt in values(&jwt) {
                let fields = [
                    ("intermediate_session_token", &intermediate),
                    ("session_token", &token),
                    ("session_jwt", &jwt),
                ];
                let given =
                    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
                let body = Value::Object(given.collect());
                let fault = document.fault(&schema, &body);
                let answer = app.post(body.clone()).await;
                assert_eq!(answer.status == 400, fault.is_some(), "{body}: {}, {fault:?}", answer.outcome());
                understood += u32::from(fault.is_none());
            }
        }
    }
    assert_eq!(understood, 27, "each of three tokens, with nine ways to leave out the other two");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn documented_token_pattern_matches_the_parser(text in "[A-Za-z0-9_-]{40,46}[AQgw]?={0,3}|[A-Zag=+]{43}|[a-z]{506,513}A={0,2}") {
        let allowed = Document::read().fault("/components/schemas/OpaqueToken", &json!(text)).is_none();
        prop_assert_eq!(allowed, OpaqueToken::parse(&text).is_ok(), "{}", text);
    }
}
