//! Random faults for the calls of writers.

use std::sync::Mutex;

use fastrand::Rng;

use test_support::fault_proxy::{Fault, StoreCall};

/// One call in ten fails or is late; of a write, the answer may be lost although it happened.
pub fn now_and_then(seed: u64) -> impl Fn(&StoreCall) -> Option<Fault> {
    let random = Mutex::new(Rng::with_seed(seed));
    move |_| {
        let mut random = random.lock().unwrap();
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
}
