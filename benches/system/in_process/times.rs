//! The times that the measuring process hands over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{baseline_variants::BaselineVariant, samples::Samples};

/// All times, in milliseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct InProcessTimes {
    /// By the name of the scenario.
    pub scenarios: BTreeMap<String, ScenarioTimes>,
    /// What is read before the first request, over connections that are open already.
    pub priming: Samples,
    /// The signature of a JWT, and nothing else of it.
    pub signature: Samples,
}

/// The times of one scenario, in milliseconds, and its reads.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ScenarioTimes {
    /// The handler and the SDK baseline over the endpoint.
    pub handler: Samples,
    pub baseline: Samples,
    /// Both over recorded answers, which take no time.
    pub handler_alone: Samples,
    pub baseline_alone: Samples,
    /// The baseline compared with its variants, by their names.
    pub variants: BTreeMap<String, BaselineVariant>,
    pub calls: u32,
    pub round_trips: usize,
    pub read_units: f64,
    pub organizations: u64,
}
