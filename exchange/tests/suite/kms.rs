//! Session JWTs signed by KMS, with an endpoint that signs with a local key.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use aws_lc_rs::{
    digest::{Digest, SHA256},
    signature::RSA_PKCS1_SHA256,
};
use axum::{Router, http::HeaderMap};
use base64::{Engine, engine::general_purpose::STANDARD};
use org_discovery::domain::SystemEntropy;
use org_discovery_exchange::{
    ExchangeApp,
    kms::FunctionSigner,
    settings::{ExchangeSettings, ExchangeSettingsError},
};
use org_discovery_local::signing_key::SigningKey;
use serde_json::{Value, json};
use test_support::{
    ApiCall, ApiResponse, KEY, SECRET, TestApp,
    builders::{data_set, intermediate, magic_link, organization, organization_id, verified},
};
use tokio::net::TcpListener;

use crate::calls::EXCHANGE;

const ARN: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const KID: &str = "jwk-test-1234abcd-12ab-34cd-56ef-1234567890ab";
const JANE: &str = "jane@acme.example";

/// A KMS endpoint with one key, or one that rejects every request.
struct Kms {
    url: String,
    key: Arc<SigningKey>,
    calls: Arc<AtomicU32>,
}

impl Kms {
    async fn start(fails: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let key = Arc::new(SigningKey::generate(KID).expect("a key"));
        let calls = Arc::new(AtomicU32::new(0));
        let (signing, counted) = (Arc::clone(&key), Arc::clone(&calls));
        let router = Router::new().fallback(async move |headers: HeaderMap, body: String| {
            counted.fetch_add(1, Ordering::Relaxed);
            assert_eq!(headers["x-amz-target"], "TrentService.Sign");
            if fails {
                return (
                    axum::http::StatusCode::BAD_REQUEST,
                    r#"{"__type": "AccessDeniedException"}"#.to_owned(),
                );
            }
            (
                axum::http::StatusCode::OK,
                signature(&signing, &serde_json::from_str(&body).expect("JSON")).to_string(),
            )
        });
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { url, key, calls }
    }
}

/// Returns the response of `Sign` to a digest.
fn signature(key: &SigningKey, request: &Value) -> Value {
    assert_eq!(request["KeyId"], ARN);
    assert_eq!(request["MessageType"], "DIGEST");
    assert_eq!(request["SigningAlgorithm"], "RSASSA_PKCS1_V1_5_SHA_256");
    let digest = STANDARD.decode(request["Message"].as_str().expect("a text")).expect("base64");
    let digest = Digest::import_less_safe(&digest, &SHA256).expect("a digest");
    let mut signature = vec![0; key.pair.public_modulus_len()];
    key.pair.sign_digest(&RSA_PKCS1_SHA256, &digest, &mut signature).expect("a signature");
    json!({"KeyId": ARN, "Signature": STANDARD.encode(signature)})
}

async fn start() -> TestApp {
    let acme = organization("Acme", json!({}), [verified(JANE)]);
    TestApp::start(data_set([acme], [intermediate("Jane", JANE, [magic_link()])])).await
}

fn settings(app: &TestApp, kms_url: &str) -> Result<ExchangeSettings, ExchangeSettingsError> {
    let url = format!("http://127.0.0.1:{}", app.dynamodb_port);
    let environment = app.environment(url);
    let kms = [("SESSION_JWT_KEY_ARN", ARN.to_owned()), ("AWS_ENDPOINT_URL_KMS", kms_url.to_owned())];
    ExchangeSettings::read(|name| {
        environment.iter().chain(&kms).find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    })
}

/// Exchanges Jane's session with a signer that is configured from the environment.
async fn exchange(app: &TestApp, kms: &Kms) -> ApiResponse {
    let settings = settings(app, &kms.url).expect("settings");
    let signer = FunctionSigner::new(&settings);
    let (client, tables) = (app.client.clone(), app.tables.clone());
    let project = app.writer.project_id().clone();
    let exchange = ExchangeApp::new(client, tables, project, app.clock.clone(), SystemEntropy, signer);
    let body =
        json!({"intermediate_session_token": app.token("Jane"), "organization_id": organization_id("Acme")});
    let call = ApiCall { path: EXCHANGE, ..ApiCall::with_body(body.to_string()) };
    app.send_event_to(&exchange, &call.into_event().to_string()).await
}

#[tokio::test]
async fn kms_signs_jwts_that_the_list_accepts() {
    let app = start().await;
    let kms = Kms::start(false).await;
    app.set_project(&[SECRET], &[KEY.public(), kms.key.public()]).await;
    let response = exchange(&app, &kms).await;
    let jwt = response.json()["session_jwt"].clone();
    assert_eq!(jwt.as_str().map(|jwt| jwt.split('.').count()), Some(3), "{}", response.text());
    app.clock.advance(61);
    assert_eq!(app.post(json!({"session_jwt": jwt})).await.entry("Acme")["member_authenticated"], true);
    assert_eq!(kms.calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn jwt_is_empty_while_key_set_lacks_the_key() {
    let app = start().await;
    let kms = Kms::start(false).await;
    let response = exchange(&app, &kms).await.json();
    assert_eq!((&response["member_authenticated"], &response["session_jwt"]), (&json!(true), &json!("")));
    assert_eq!(kms.calls.load(Ordering::Relaxed), 0);
    let message = "session JWT not signed: the project's keys lack the signing key";
    assert!(app.logs.take().iter().any(|line| line["message"] == message));
}

#[tokio::test]
async fn failed_signature_writes_nothing() {
    let app = start().await;
    let kms = Kms::start(true).await;
    app.set_project(&[SECRET], &[KEY.public(), kms.key.public()]).await;
    let response = exchange(&app, &kms).await;
    assert_eq!(response.error_type(), "internal_server_error");
    let line = app.logs.take().into_iter().find(|line| line["request_id"].is_string()).expect("a line");
    assert_eq!(line["error.cause"], "the session JWT could not be signed: KMS: AccessDeniedException");
    assert_eq!(app.discover("Jane").await.outcome(), "200", "the session is not spent");
}

#[tokio::test]
async fn invalid_settings_are_named() {
    let app = start().await;
    let environment = app.environment("http://127.0.0.1:1".to_owned());
    let read = |name: &'static str, value: &'static str| {
        ExchangeSettings::read(|asked| {
            let given = environment.iter().find(|(known, _)| *known == asked).map(|(_, value)| value.clone());
            if asked == name { Some(value.to_owned()) } else { given }
        })
    };
    for value in ["4", "527041", "x"] {
        let error = read("MAX_SESSION_DURATION_MINUTES", value).expect_err("an error").to_string();
        assert!(
            error.contains("MAX_SESSION_DURATION_MINUTES: expected a number from 5 to 527040"),
            "{error}"
        );
    }
    let error = read("SESSION_JWT_KEY_ARN", "alias/jwt").expect_err("an error").to_string();
    assert!(error.contains("SESSION_JWT_KEY_ARN: expected the ARN of a KMS key"), "{error}");
    assert_eq!(
        read("MAX_SESSION_DURATION_MINUTES", "527040").expect("settings").max_session_minutes,
        527_040
    );
}
