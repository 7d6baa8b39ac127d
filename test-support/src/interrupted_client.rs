//! A `DynamoDB` client that fails after a number of calls, to simulate a process that is killed during a write.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{ConfigBag, Intercept, interceptors::BeforeSerializationInterceptorContextRef},
    error::BoxError,
};

/// Fails all calls when the number of remaining calls reaches 0.
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

/// Returns a copy of the client whose calls all fail after the first `calls`.
pub fn interrupted_after(client: &Client, calls: i64) -> Client {
    let remaining = Arc::new(AtomicI64::new(calls));
    Client::from_conf(client.config().to_builder().interceptor(Interruption(remaining)).build())
}
