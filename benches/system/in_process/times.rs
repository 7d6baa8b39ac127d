//! The times that the measuring process passes to its parent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{baseline_variants::BaselineVariant, samples::Samples};

/// All times, in milliseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct InProcessTimes {
    /// By the name of the scenario.
    pub scenarios: BTreeMap<String, ScenarioTimes>,
    /// The reads of the warm-up, over open connections.
    pub warm_up_reads: Samples,
    /// The verification of a JWT's signature alone.
    pub signature: Samples,
}

/// The times of one scenario, in milliseconds, and its reads.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ScenarioTimes {
    /// The handler and the SDK baseline over the endpoint.
    pub handler: Samples,
    pub baseline: Samples,
    /// Both over recorded responses, without network or endpoint.
    pub handler_recorded: Samples,
    pub baseline_recorded: Samples,
    /// The SDK baseline over the endpoint, with the SDK's default settings instead of the function's.
    pub default_settings: Samples,
    /// The variants of the baseline, by name.
    pub variants: BTreeMap<String, BaselineVariant>,
    pub calls: u32,
    pub round_trips: usize,
    pub read_units: f64,
    pub organizations: u64,
}
