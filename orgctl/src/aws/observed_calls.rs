//! Records the failed calls of a client.

use std::{collections::BTreeSet, error::Error};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodb::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef},
    },
    error::BoxError,
};
use aws_smithy_runtime_api::client::{
    interceptors::dyn_dispatch_hint,
    orchestrator::{HttpRequest, HttpResponse},
};
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use org_discovery_admin::causes::causes;
use serde_json::Value;

use super::failed_call::{AwsError, Call, FailedCall, FailedCalls};

/// Records each call that failed after its last attempt.
#[derive(Debug)]
pub struct ObservedCalls(pub FailedCalls);

#[dyn_dispatch_hint]
impl Intercept for ObservedCalls {
    fn name(&self) -> &'static str {
        "observed calls"
    }

    /// Keeps a copy of the request, because the original is gone when the call has failed.
    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(request) = context.request().try_clone() {
            bag.interceptor_state().store_put(SentRequest(request));
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(Err(error)) = context.output_or_error() {
            let request = bag.load::<SentRequest>().map(|SentRequest(request)| request);
            self.0.record(failed_call(request, context.response(), error));
        }
        Ok(())
    }
}

/// The request of the last attempt.
#[derive(Debug)]
struct SentRequest(HttpRequest);

impl Storable for SentRequest {
    type Storer = StoreReplace<Self>;
}

fn failed_call(
    request: Option<&HttpRequest>,
    response: Option<&HttpResponse>,
    error: &(dyn Error + 'static),
) -> FailedCall {
    if causes(error).any(<dyn Error>::is::<CredentialsError>) {
        return FailedCall::Credentials(texts(error));
    }
    let call = request.map(call).unwrap_or_default();
    match response {
        Some(response) if !response.status().is_success() => {
            FailedCall::Refused { call, error: aws_error(response) }
        }
        _ => FailedCall::Unanswered { call, causes: texts(error) },
    }
}

/// Returns the text of each cause. Causes that repeat the text of the outer one are left out.
fn texts(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut texts: Vec<String> = causes(error)
        .map(|cause| cause.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    texts.dedup();
    texts
}

fn call(request: &HttpRequest) -> Call {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    let (service, operation) = target.split_once('.').unwrap_or_default();
    let service = if service.starts_with("DynamoDB") { "dynamodb" } else { "kms" };
    let uri = request.uri();
    let endpoint = uri.split('/').take(3).collect::<Vec<_>>().join("/");
    let mut tables = BTreeSet::new();
    if let Some(body) = request.body().bytes().and_then(|body| serde_json::from_slice(body).ok()) {
        add_tables(&body, &mut tables);
    }
    Call { action: format!("{service}:{operation}"), tables: tables.into_iter().collect(), endpoint }
}

/// Adds the tables of a request: the values of `TableName`, and the keys of `RequestItems`.
fn add_tables(value: &Value, tables: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), field) {
                    ("TableName", Value::String(table)) => {
                        tables.insert(table.clone());
                    }
                    ("RequestItems", Value::Object(requests)) => tables.extend(requests.keys().cloned()),
                    // Items and keys contain no table names, and an attribute can have any name.
                    ("Item" | "Key" | "ExclusiveStartKey" | "ExpressionAttributeValues", _) => {}
                    _ => add_tables(field, tables),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| add_tables(value, tables)),
        _ => {}
    }
}

fn aws_error(response: &HttpResponse) -> AwsError {
    let body = response.body().bytes().and_then(|body| serde_json::from_slice::<Value>(body).ok());
    let field = |name: &str| body.as_ref().and_then(|body| body.get(name)?.as_str()).map(str::to_owned);
    let code = field("__type").or_else(|| field("code")).unwrap_or_default();
    let code = code.rsplit(['#', ':']).next().unwrap_or_default();
    let code =
        if code.is_empty() { format!("HTTP status {}", response.status().as_u16()) } else { code.to_owned() };
    let message = field("message").or_else(|| field("Message")).unwrap_or_default();
    AwsError { code, message }
}
