//! The public half of a KMS key.

use std::sync::Arc;

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    signature::KeyPair,
};
use aws_sdk_kms::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
};
use axum::{Router, http::HeaderMap};
use base64::{Engine, engine::general_purpose::STANDARD};
use org_discovery::store::dynamodb::{TrustedRoots, https_client};
use org_discovery_exchange::kms::{KmsKeyArn, PublicKeyError, public_jwk};
use org_discovery_local::signing_key::SigningKey;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const ARN: &str = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const KID: &str = "jwk-test-1234abcd-12ab-34cd-56ef-1234567890ab";

fn client(url: &str) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .region(Region::new("eu-central-1"))
        .retry_config(RetryConfig::disabled())
        .http_client(https_client(TrustedRoots::Amazon))
        .endpoint_url(url);
    Client::from_conf(config.build())
}

/// Reads the key from an endpoint with this response.
async fn read(response: Value) -> Result<Value, PublicKeyError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let response = Arc::new(response.to_string());
    let router = Router::new().fallback(async move |headers: HeaderMap| {
        assert_eq!(headers["x-amz-target"], "TrentService.GetPublicKey");
        response.to_string()
    });
    tokio::spawn(async { axum::serve(listener, router).await });
    public_jwk(&client(&url), &KmsKeyArn::parse(ARN).expect("an ARN"), KID).await
}

#[tokio::test]
async fn only_rsa_signing_keys_are_accepted() {
    let key = SigningKey::generate(KID).expect("a key");
    let der = AsDer::<PublicKeyX509Der<'_>>::as_der(key.pair.public_key()).expect("a key");
    let der = STANDARD.encode(der.as_ref());
    let of_usage = |usage: &str| json!({"KeyId": ARN, "KeyUsage": usage, "PublicKey": der});
    assert_eq!(read(of_usage("SIGN_VERIFY")).await, Ok(key.public()));
    assert_eq!(read(of_usage("ENCRYPT_DECRYPT")).await, Err(PublicKeyError::NotRsa));
    let no_key = json!({"KeyId": ARN, "KeyUsage": "SIGN_VERIFY", "PublicKey": STANDARD.encode("no key")});
    assert_eq!(read(no_key).await, Err(PublicKeyError::NotRsa));
}

#[tokio::test]
async fn unreachable_endpoint_is_named_as_the_cause() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let arn = KmsKeyArn::parse(ARN).expect("an ARN");
    let error = public_jwk(&client(&url), &arn, KID).await.expect_err("no endpoint").to_string();
    assert!(error.contains("onnection refused"), "{error}");
}
