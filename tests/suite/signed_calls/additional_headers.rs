//! Headers that a client adds to each request before the signature.

use aws_sdk_dynamodb::{
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextMut},
    error::BoxError,
};

/// The names and values of the headers.
#[derive(Debug)]
pub struct AdditionalHeaders(pub Vec<(String, String)>);

impl Intercept for AdditionalHeaders {
    fn name(&self) -> &'static str {
        "additional headers"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        for (name, value) in &self.0 {
            context.request_mut().headers_mut().append(name.clone(), value.clone());
        }
        Ok(())
    }
}
