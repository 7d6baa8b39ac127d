//! Random faults.

use fastrand::Rng;

use test_support::{Read, fault_proxy::Fault};

/// Returns a random fault rate: the fraction of calls that get a fault, from 1 to 20 %.
pub fn rate(random: &mut Rng) -> f64 {
    0.01 + 0.19 * random.f64()
}

/// Returns a random fault for calls on dead connections.
pub fn of_dead_connections(random: &mut Rng) -> Fault {
    random.choice([Fault::Reset, Fault::Closed, Fault::NoResponse]).unwrap_or(Fault::Reset)
}

/// Returns a fault that applies to this read. Slow faults are rarer, so that a run takes less time.
pub fn random(read: Read, random: &mut Rng) -> Fault {
    let quick = [
        Fault::Throttled,
        Fault::ThrottledWithRetryAfter,
        Fault::ServerError,
        Fault::BadGateway,
        Fault::Reset,
        Fault::ResponseLost,
        Fault::Closed,
        Fault::Truncated,
        Fault::Malformed,
        Fault::EmptyPage,
        Fault::PageLoop,
        Fault::AllUnprocessed,
        Fault::OneProcessed,
        Fault::MissingList,
        Fault::Delay(random.u64(1..300)),
    ];
    let slow = [Fault::NoResponse, Fault::SlowBody, Fault::Delay(700)];
    let fault = if random.f64() < 0.9 { random.choice(quick) } else { random.choice(slow) };
    fault.filter(|fault| fault.applies_to(read)).unwrap_or(Fault::Reset)
}
