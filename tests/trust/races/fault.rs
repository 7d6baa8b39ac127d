//! What happens to the calls of writers.

use crate::line::{Fault, StoreCall};

/// One call in ten fails or is late; of a write, the answer may be lost although it happened.
pub fn now_and_then(_: &StoreCall) -> Option<Fault> {
    let mut random = fastrand::Rng::new();
    let faults = [
        Fault::Throttled,
        Fault::ServerError,
        Fault::Reset,
        Fault::AnswerLost,
        Fault::AnswerLost,
        Fault::Truncated,
        Fault::Late(random.u64(1..40)),
    ];
    (random.f64() < 0.1).then(|| random.choice(faults)).flatten()
}
