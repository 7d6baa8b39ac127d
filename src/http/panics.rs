//! A panic is a mistake of ours, and no reason to leave a caller without an answer.

use std::{
    any::Any,
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, PanicHookInfo, set_hook, take_hook},
    sync::{Arc, Mutex, Once, PoisonError},
};

use futures_util::FutureExt;

tokio::task_local! {
    static NOTED: Arc<Mutex<Option<Panicked>>>;
}

/// Where the code panicked. A message that was put together is left out, because it can quote what callers sent; one that
/// stands in the code is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Panicked(String);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a panic {}", self.0)
    }
}

impl Panicked {
    fn of(panic: &PanicHookInfo<'_>) -> Self {
        let place = panic.location().map_or_else(|| "somewhere".to_owned(), |at| format!("at {at}"));
        Self(format!("{place}{}", fixed_message(panic.payload())))
    }
}

fn fixed_message(payload: &(dyn Any + Send)) -> String {
    payload.downcast_ref::<&'static str>().map_or_else(String::new, |message| format!(": {message}"))
}

/// Sees to it that panics while a request is answered go into the request's record and nowhere else. Other panics are
/// reported as before.
pub fn keep_panics_in_records() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = take_hook();
        set_hook(Box::new(move |panic| {
            let noted = NOTED.try_with(|noted| {
                *noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Panicked::of(panic));
            });
            if noted.is_err() {
                report(panic);
            }
        }));
    });
}

/// Runs `work`, and turns a panic into an error.
pub(super) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let noted = Arc::new(Mutex::new(None));
    let ended = AssertUnwindSafe(NOTED.scope(Arc::clone(&noted), work)).catch_unwind().await;
    ended.map_err(|payload| {
        let noted = noted.lock().unwrap_or_else(PoisonError::into_inner).take();
        noted.unwrap_or_else(|| Panicked(format!("somewhere{}", fixed_message(&*payload))))
    })
}
