//! A client that stops working after some calls, as a process does that is killed.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{ConfigBag, Intercept, interceptors::BeforeSerializationInterceptorContextRef},
    error::BoxError,
};

#[derive(Debug)]
struct Interruption(Arc<AtomicI64>);

impl Intercept for Interruption {
    fn name(&self) -> &'static str {
        "interruption"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.0.fetch_sub(1, Ordering::SeqCst) > 0 { Ok(()) } else { Err("interrupted".into()) }
    }
}

/// The same client, for `calls` calls.
pub fn interrupted_after(client: &Client, calls: i64) -> Client {
    let left = Arc::new(AtomicI64::new(calls));
    Client::from_conf(client.config().to_builder().interceptor(Interruption(left)).build())
}
