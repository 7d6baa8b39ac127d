//! The headers and signatures of calls to `DynamoDB`, compared with those of the SDK.

mod additional_headers;
mod captured_requests;
mod sdk_signature;

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::{Client, config::Region, types::AttributeValue};
use aws_smithy_async::time::TimeSource;
use org_discovery::{
    domain::Clock,
    store::dynamodb::{Connection, Credentials, TrustedRoots, connect},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use test_support::TestClock;

use additional_headers::AdditionalHeaders;
use captured_requests::{CapturedRequest, CapturedRequests};
use sdk_signature::{authorization, signing_time};

/// One second before midnight.
const END_OF_DAY: i64 = 1_795_823_999;
const REGION: &str = "eu-central-1";

/// The test clock as a clock of the SDK.
#[derive(Debug, Clone)]
struct SdkClock(TestClock);

impl SdkClock {
    fn at(seconds: i64) -> Self {
        Self(TestClock::at(seconds))
    }
}

impl TimeSource for SdkClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(self.0.now().unix().try_into().unwrap())
    }
}

fn connection(region: &str, endpoint_url: Option<&str>, session_token: Option<String>) -> Connection {
    Connection {
        region: region.to_owned(),
        endpoint_url: endpoint_url.map(str::to_owned),
        credentials: Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "an example".to_owned(),
            session_token,
        },
        roots: TrustedRoots::Amazon,
    }
}

/// Sends a call with this text, and returns its request.
async fn request_of(client: &Client, captured: &CapturedRequests, text: &str) -> CapturedRequest {
    let call = client.get_item().table_name("sessions").key("token_hash", AttributeValue::S(text.to_owned()));
    call.send().await.unwrap();
    captured.take().pop().unwrap()
}

fn assert_signed(request: &CapturedRequest, session_token: Option<&str>, region: &str) {
    let credentials = connection(region, None, session_token.map(str::to_owned)).credentials;
    let expected = authorization(request, &credentials.into(), region);
    assert_eq!(request.header("authorization"), Some(expected.as_str()));
    assert_eq!(request.header("x-amz-security-token"), session_token);
}

#[tokio::test]
async fn user_agent_is_constant_and_unsigned() {
    let captured = CapturedRequests::default();
    let client =
        Client::from_conf(captured.settings(connect(&connection(REGION, None, None)).config()).build());

    let request = request_of(&client, &captured, "text").await;
    let user_agent = concat!("org-discovery/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(user_agent));
    assert_eq!(request.header("x-amz-user-agent"), None);
}

proptest! {
    #[test]
    fn signatures_are_those_of_the_sdk(
        region in select(vec!["eu-central-1", "us-east-1", "cn-north-1", "us-gov-west-1", "local"]),
        endpoint_url in option::of(select(vec![
            "http://127.0.0.1:8000", "http://localhost:80", "https://localhost:80/", "https://example.com:443",
            "https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com", "https://example.com/path",
        ])),
        session_token in option::of("[A-Za-z0-9+/=]{1,600}"),
        // Some repeat a name, and some have spaces that a signature does not contain.
        headers in vec(("x-[ab]", "[ a-z]{0,8}"), 0..3),
        texts in vec(any::<String>(), 1..3),
        seconds in 0_i64..4_102_444_800,
    ) {
        let connection = connection(region, endpoint_url, session_token.clone());
        let captured = CapturedRequests::default();
        let settings = captured.settings(connect(&connection).config()).time_source(SdkClock::at(seconds));
        let settings = settings.interceptor(AdditionalHeaders(headers));
        let client = Client::from_conf(settings.build());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        // DynamoDB local has a signing Region of its own.
        let signing_region = if region == "local" && endpoint_url.is_none() { "us-east-1" } else { region };
        for text in texts {
            let request = runtime.block_on(request_of(&client, &captured, &text));
            assert_signed(&request, session_token.as_deref(), signing_region);
            prop_assert_eq!(signing_time(&request), SdkClock::at(seconds).now());
        }
    }
}

#[tokio::test]
async fn key_changes_with_day_and_region() {
    let captured = CapturedRequests::default();
    let clock = SdkClock::at(END_OF_DAY);
    let settings = captured.settings(connect(&connection(REGION, None, None)).config());
    let client = Client::from_conf(settings.time_source(clock.clone()).build());
    // With the same key cache as the first client.
    let other_region =
        Client::from_conf(client.config().to_builder().region(Region::new("us-east-1")).build());
    for seconds in [0, 1, -1] {
        clock.0.advance(seconds);
        for (client, region) in [(&client, REGION), (&other_region, "us-east-1")] {
            assert_signed(&request_of(client, &captured, "text").await, None, region);
        }
    }
}

#[tokio::test]
async fn wrong_clock_is_corrected() {
    let captured = CapturedRequests::default();
    let now = END_OF_DAY - 7200;
    let settings = captured.settings(connect(&connection(REGION, None, None)).config());
    let client = Client::from_conf(settings.time_source(SdkClock::at(now)).build());
    let signed_at = |request: &CapturedRequest| {
        assert_signed(request, None, REGION);
        i64::try_from(signing_time(request).duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
            .unwrap()
    };
    captured.plan_error("InvalidSignatureException", "Fri, 27 Nov 2026 22:59:59 GMT");
    client.describe_table().table_name("sessions").send().await.unwrap();
    assert_eq!(captured.take().iter().map(signed_at).collect::<Vec<_>>(), [now, now + 3600]);

    assert_eq!(signed_at(&request_of(&client, &captured, "text").await), now + 3600);
}
