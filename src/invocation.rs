//! Answers invocations: the layer between the Lambda runtime and the service. Both functions use it.

mod escaped_text;
mod response;

use std::{convert::Infallible, mem, sync::OnceLock};

use lambda_http::{Adapter, Body, Error, Request, Service, lambda_runtime::LambdaEvent, service_fn};

pub use response::InvocationResponse;

use crate::{
    http::{Api, Invocation},
    telemetry::Telemetry,
};

/// Answers an invocation and logs it. The response is `None` if the payload is not an HTTP event.
///
/// # Errors
/// Never in practice: every response can be serialized.
pub async fn respond<A: Api>(
    telemetry: &Telemetry,
    api: &A,
    LambdaEvent { payload, context }: LambdaEvent<Invocation>,
) -> Result<Option<InvocationResponse>, Error> {
    let Invocation::Http(payload) = payload else {
        telemetry.skip(&context).await;
        return Ok(None);
    };
    // The adapter would copy and serialize the body slowly, so it gets an empty one instead of a text.
    let body = OnceLock::new();
    let serve = async |request: Request| {
        let mut response = telemetry.serve(api, request).await;
        if let Body::Text(text) = response.body_mut() {
            body.get_or_init(|| mem::take(text));
        }
        Ok::<_, Infallible>(response)
    };
    let response = Adapter::from(service_fn(serve)).call(LambdaEvent { payload, context }).await?;
    let response = match body.get() {
        Some(body) => InvocationResponse::with_body(&response, body),
        None => InvocationResponse::complete(&response),
    };
    Ok(Some(response?))
}
