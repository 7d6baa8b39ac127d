//! Compares the documented requests with those that the service accepts.

use org_discovery::domain::OpaqueToken;
use proptest::{prelude::ProptestConfig, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::document::{DISCOVERY, Document};
use test_support::{TestApp, small_data_set};

const UNKNOWN_TOKEN: &str = "SeiGwdj5lKkrEVgcEY3QNJXt6srxS3IK2Nwkar6mXD4=";

#[tokio::test]
async fn documented_bodies_are_exactly_those_accepted() {
    let document = Document::read();
    let app = TestApp::start(small_data_set()).await;
    let schema = format!("{DISCOVERY}/requestBody/content/application~1json/schema");
    let values = |token: &str| {
        [None, Some(json!(null)), Some(json!("")), Some(json!("x")), Some(json!(7)), Some(json!(token))]
    };
    let jwt = app.session_jwt("member");
    let mut accepted = 0;
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
                let schema_error = document.schema_error(&schema, &body);
                let response = app.post(body.clone()).await;
                assert_eq!(
                    response.status == 400,
                    schema_error.is_some(),
                    "{body}: {}, {schema_error:?}",
                    response.outcome()
                );
                accepted += u32::from(schema_error.is_none());
            }
        }
    }
    assert_eq!(accepted, 27, "each of three tokens, with nine ways to omit the other two");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn documented_token_pattern_matches_the_parser(text in "[A-Za-z0-9_-]{40,46}[AQgw]?={0,3}|[A-Zag=+]{43}|[a-z]{506,513}A={0,2}") {
        let allowed = Document::read().schema_error("/components/schemas/OpaqueToken", &json!(text)).is_none();
        prop_assert_eq!(allowed, OpaqueToken::parse(&text).is_ok(), "{}", text);
    }
}
