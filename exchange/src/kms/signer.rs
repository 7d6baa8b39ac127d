//! Signs session JWTs with a KMS key.

use std::time::Duration;

use aws_sdk_kms::{
    Client, Config,
    config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig},
    error::ProvideErrorMetadata,
    primitives::Blob,
    types::{MessageType, SigningAlgorithmSpec},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use org_discovery::{
    domain::{IssuedSession, ProjectId, Timestamp},
    store::dynamodb::{Connection, https_client},
};
use org_discovery_admin::exchange::{SessionJwtSigner, SigningError};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::KmsKeyArn;
use crate::settings::ExchangeSettings;

/// The signer of a deployed function: a KMS key, or none.
#[derive(Debug)]
pub enum FunctionSigner {
    /// The deployment has no key, so session JWTs are empty.
    None,
    /// A KMS key.
    Kms(Box<KmsSigner>),
}

impl FunctionSigner {
    /// Creates the signer that the settings describe, without sending a request to KMS.
    #[must_use]
    pub fn new(settings: &ExchangeSettings) -> Self {
        let Some(arn) = settings.session_jwt_key.clone() else {
            return Self::None;
        };
        let client = client(&settings.function.connection, settings.kms_endpoint_url.clone());
        let kid = arn.kid(settings.function.project_id.environment());
        Self::Kms(Box::new(KmsSigner { client, arn, kid }))
    }
}

impl SessionJwtSigner for FunctionSigner {
    fn kid(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Kms(signer) => Some(&signer.kid),
        }
    }

    async fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, SigningError> {
        match self {
            Self::None => Ok(String::new()),
            Self::Kms(signer) => Box::pin(signer.sign(project, session, now)).await,
        }
    }
}

/// Signs session JWTs with one KMS key.
#[derive(Debug)]
pub struct KmsSigner {
    client: Client,
    arn: KmsKeyArn,
    kid: String,
}

impl KmsSigner {
    async fn sign(
        &self,
        project: &ProjectId,
        session: &IssuedSession<'_>,
        now: Timestamp,
    ) -> Result<String, SigningError> {
        let header = json!({"alg": "RS256", "kid": self.kid, "typ": "JWT"});
        let claims = session.claims(project, now).map_err(|error| SigningError(error.to_string()))?;
        let message = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        // KMS accepts messages of up to 4,096 bytes, and custom claims alone may take that.
        let digest = Sha256::digest(message.as_bytes());
        let request = self
            .client
            .sign()
            .key_id(self.arn.as_str())
            .message(Blob::new(digest.to_vec()))
            .message_type(MessageType::Digest)
            .signing_algorithm(SigningAlgorithmSpec::RsassaPkcs1V15Sha256);
        let signed = request.send().await.map_err(|error| {
            SigningError(format!("KMS: {}", error.code().unwrap_or("no response in time")))
        })?;
        let signature = signed.signature().ok_or_else(|| SigningError("KMS: no signature".to_owned()))?;
        Ok(format!("{message}.{}", encoded(signature)))
    }
}

fn encoded(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}

/// Creates a client with the credentials, the Region and the connection pool of the function's DynamoDB client.
fn client(connection: &Connection, endpoint_url: Option<String>) -> Client {
    let credentials = connection.credentials.clone();
    let credentials = aws_sdk_kms::config::Credentials::new(
        credentials.access_key_id,
        credentials.secret_access_key,
        credentials.session_token,
        None,
        "environment",
    );
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(400))
        .operation_attempt_timeout(Duration::from_millis(500))
        .operation_timeout(Duration::from_millis(1200))
        .build();
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(connection.region.clone()))
        .credentials_provider(credentials)
        .http_client(https_client(connection.roots))
        .retry_config(RetryConfig::standard().with_max_attempts(2))
        .timeout_config(timeouts);
    config.set_endpoint_url(endpoint_url);
    Client::from_conf(config.build())
}
