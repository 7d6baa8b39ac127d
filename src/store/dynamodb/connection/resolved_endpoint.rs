//! Resolves the endpoint once.

use std::sync::OnceLock;

use aws_sdk_dynamodb::config::endpoint::{
    DefaultResolver, Endpoint, EndpointFuture, Params, ResolveEndpoint,
};

/// Evaluates the SDK's rules for the first request and keeps the result. The SDK's own resolver keeps it for one table
/// only, and the function reads several.
///
/// The rules depend on the settings of the client, and on the account ids of its credentials and of the table if the
/// client uses endpoints of accounts. It does not.
#[derive(Debug, Default)]
pub(super) struct ResolvedEndpoint {
    rules: DefaultResolver,
    endpoint: OnceLock<Endpoint>,
}

impl ResolveEndpoint for ResolvedEndpoint {
    fn resolve_endpoint<'a>(&'a self, params: &'a Params) -> EndpointFuture<'a> {
        if let Some(endpoint) = self.endpoint.get() {
            return EndpointFuture::ready(Ok(endpoint.clone()));
        }
        EndpointFuture::new(async move {
            let endpoint = self.rules.resolve_endpoint(params).await?;
            Ok(self.endpoint.get_or_init(|| endpoint).clone())
        })
    }
}
