//! The signature that the SDK computes for a request.

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use org_discovery::domain::Timestamp;

use super::captured_requests::CapturedRequest;

/// The headers that the signature adds, and those that the SDK adds after it.
const ADDED_LATER: [&str; 5] =
    ["amz-sdk-invocation-id", "amz-sdk-request", "authorization", "x-amz-date", "x-amz-security-token"];

/// Returns the header `Authorization` of a request that is signed with these credentials at the time of its own
/// signature.
pub fn authorization(request: &CapturedRequest, credentials: &Credentials, region: &str) -> String {
    let headers = request.headers.iter().filter(|(name, _)| !ADDED_LATER.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
    let body = SignableBody::Bytes(&request.body);
    let signable = SignableRequest::new("POST", &request.url, headers, body).unwrap();
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("dynamodb")
        .time(signing_time(request))
        .settings(SigningSettings::default())
        .build()
        .unwrap();
    let (instructions, _) = sign(signable, &parameters.into()).unwrap().into_parts();
    let mut headers = instructions.headers();
    headers.find(|(name, _)| *name == "authorization").map(|(_, value)| value.to_owned()).unwrap()
}

/// Parses the header `X-Amz-Date`, such as `20261128T144500Z`.
pub fn signing_time(request: &CapturedRequest) -> SystemTime {
    let signed = request.header("x-amz-date").unwrap();
    let (date, time) = signed.split_at(8);
    let text = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &date[..4],
        &date[4..6],
        &date[6..],
        &time[1..3],
        &time[3..5],
        &time[5..7]
    );
    let seconds = Timestamp::parse(&text).unwrap().unix();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.try_into().unwrap())
}
