//! Random faults.

use fastrand::Rng;

use test_support::{Read, fault_proxy::Fault};

/// The share of calls with a fault.
pub fn share(random: &mut Rng) -> f64 {
    0.01 + 0.19 * random.f64()
}

/// The fate of connections that died in a freeze.
pub fn death(random: &mut Rng) -> Fault {
    random.choice([Fault::Reset, Fault::Closed, Fault::Silence]).unwrap_or(Fault::Reset)
}

/// Some fault that can happen to this read. Those that take long are rarer, so that a run does not only wait.
pub fn any(read: Read, random: &mut Rng) -> Fault {
    let quick = [
        Fault::Throttled,
        Fault::ThrottledForLong,
        Fault::ServerError,
        Fault::BadGateway,
        Fault::Reset,
        Fault::AnswerLost,
        Fault::Closed,
        Fault::Truncated,
        Fault::Garbage,
        Fault::EmptyPage,
        Fault::SamePage,
        Fault::Unprocessed,
        Fault::OneKey,
        Fault::Nothing,
        Fault::Late(random.u64(1..300)),
    ];
    let slow = [Fault::Silence, Fault::Drip, Fault::Late(700)];
    let fault = if random.f64() < 0.9 { random.choice(quick) } else { random.choice(slow) };
    fault.filter(|fault| fault.fits(read)).unwrap_or(Fault::Reset)
}
