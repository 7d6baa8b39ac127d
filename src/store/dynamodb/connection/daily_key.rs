//! Signs calls with Signature Version 4, and derives the signing key once a day.
//!
//! The key depends on the secret access key, the date, the Region and the service. The SDK derives it for each call.
//! See <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4Signer};
use aws_sdk_dynamodb::{
    config::{ConfigBag, Credentials, RuntimeComponents},
    error::BoxError,
};
use aws_sigv4::sign::v4::calculate_signature;
use aws_smithy_runtime_api::client::{
    auth::{AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign},
    identity::{Identity, SharedIdentityResolver},
    orchestrator::HttpRequest,
    retries::RequestAttempts,
    runtime_components::GetIdentityResolver,
};
use aws_types::region::SigningRegion;
use lambda_http::http::{HeaderValue, header::InvalidHeaderValue};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

mod canonical_call;
mod signing_key;

use canonical_call::CanonicalCall;
use signing_key::{LatestKey, SigningKey};

use crate::domain::hex;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// Two readings of the clock in one attempt differ by less.
const SAME_TIME: Duration = Duration::from_mins(1);

/// The authentication scheme of calls to `DynamoDB`.
#[derive(Debug, Default)]
pub(super) struct DailyKeyScheme {
    signer: DailyKeySigner,
}

impl AuthScheme for DailyKeyScheme {
    fn scheme_id(&self) -> AuthSchemeId {
        SCHEME_ID
    }

    fn identity_resolver(&self, resolvers: &dyn GetIdentityResolver) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(SCHEME_ID)
    }

    fn signer(&self) -> &dyn Sign {
        &self.signer
    }
}

/// Signs the first attempt of a call. The SDK signs everything else: retries, requests that [`CanonicalCall`] does not
/// support, endpoints with a Region of their own, and all calls after a retry showed that the clock is wrong. Only the
/// SDK knows the correct time then.
#[derive(Debug, Default)]
struct DailyKeySigner {
    key: LatestKey,
    clock_is_wrong: AtomicBool,
}

impl Sign for DailyKeySigner {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        endpoint: AuthSchemeEndpointConfig<'_>,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        let now = components.time_source().unwrap_or_default().now();
        if !self.is_for_sdk(&endpoint, config)
            && let Some(region) = config.load::<SigningRegion>()
            && let Some(credentials) = identity.data::<Credentials>()
            && self.sign(request, credentials, region.as_ref(), now)?
        {
            return Ok(());
        }
        SigV4Signer::new().sign_http_request(request, identity, endpoint, components, config)?;
        if request.headers().get("x-amz-date").is_some_and(|signed| is_another_time(signed, now)) {
            self.clock_is_wrong.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl DailyKeySigner {
    fn is_for_sdk(&self, endpoint: &AuthSchemeEndpointConfig<'_>, config: &ConfigBag) -> bool {
        let is_retry = config.load::<RequestAttempts>().is_some_and(|attempts| attempts.attempts() > 1);
        let has_scope = ["signingRegion", "signingName"].iter().any(|key| endpoint.get(key).is_some());
        is_retry || has_scope || self.clock_is_wrong.load(Ordering::Relaxed)
    }

    /// Adds the headers of the signature. Returns false if the request is not supported.
    fn sign(
        &self,
        request: &mut HttpRequest,
        credentials: &Credentials,
        region: &str,
        now: SystemTime,
    ) -> Result<bool, InvalidHeaderValue> {
        let date_time = date_time(now);
        let token = credentials.session_token();
        let Some(call) = CanonicalCall::of(request, &date_time, token) else { return Ok(false) };
        let key = self.key.of(credentials, &date_time[..8], region, now);
        let headers = request.headers_mut();
        headers.insert("authorization", authorization(&call, &key, credentials, &date_time));
        if let Some(token) = token {
            let mut value = HeaderValue::from_str(token)?;
            value.set_sensitive(true);
            headers.insert("x-amz-security-token", value);
        }
        headers.insert("x-amz-date", date_time);
        Ok(true)
    }
}

fn authorization(
    call: &CanonicalCall,
    key: &SigningKey,
    credentials: &Credentials,
    date_time: &str,
) -> String {
    let (scope, access_key_id) = (key.scope(), credentials.access_key_id());
    let hash = hex(&Sha256::digest(&call.text));
    let text = format!("{ALGORITHM}\n{date_time}\n{scope}\n{hash}");
    let signature = calculate_signature(key, text.as_bytes());
    let signed_headers = &call.signed_headers;
    format!(
        "{ALGORITHM} Credential={access_key_id}/{scope}, SignedHeaders={signed_headers}, Signature={signature}"
    )
}

/// Formats a time, such as `20261128T144500Z`. It begins with the date.
fn date_time(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    format!("{year:04}{:02}{day:02}T{hour:02}{minute:02}{second:02}Z", u8::from(month))
}

/// Compares formatted times, whose order is that of the times.
fn is_another_time(signed: &str, now: SystemTime) -> bool {
    signed < date_time(now - SAME_TIME).as_str() || signed > date_time(now + SAME_TIME).as_str()
}
