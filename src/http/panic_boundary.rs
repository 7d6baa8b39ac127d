//! Turns a panic in the handler into a 500 response.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, set_hook, take_hook},
    sync::Once,
};

use futures_util::FutureExt;

use super::ApiError;
use crate::request_context::{CaughtPanic, PanicSlot, RequestContext};

/// Installs a panic hook that stores panics of handlers in the request context without logging them. The previous hook
/// reports all other panics.
pub fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            let is_stored = RequestContext::with_current(|context| context.panic_slot.fill(panic));
            if is_stored != Some(true) {
                report(panic);
            }
        }));
    });
}

/// Runs `work` and returns an error if it panics.
pub(super) async fn panic_boundary<T>(
    slot: &PanicSlot,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    slot.open();
    let result = AssertUnwindSafe(work).catch_unwind().await;
    let panic = slot.close();
    result.unwrap_or_else(|payload| {
        let panic = panic.unwrap_or_else(|| CaughtPanic::of_payload(&*payload));
        Err(ApiError::internal(&panic.to_string()))
    })
}
