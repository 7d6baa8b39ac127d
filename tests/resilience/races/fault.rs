//! Random faults for the calls of writers.

use std::sync::Mutex;

use fastrand::Rng;

use test_support::fault_proxy::{DynamoDbCall, Fault};

/// Returns a fault plan in which one call in ten fails, is delayed, or takes effect without a response.
pub fn random_faults(seed: u64) -> impl Fn(&DynamoDbCall) -> Option<Fault> {
    let random = Mutex::new(Rng::with_seed(seed));
    move |_| {
        let mut random = random.lock().unwrap();
        let faults = [
            Fault::Throttled,
            Fault::ServerError,
            Fault::Reset,
            Fault::ResponseLost,
            Fault::ResponseLost,
            Fault::Truncated,
            Fault::Delay(random.u64(1..40)),
        ];
        (random.f64() < 0.1).then(|| random.choice(faults)).flatten()
    }
}
