//! Request ids.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

use crate::domain::{Entropy, Environment};

/// The id of a request: `request-id-test-<uuid>` or `request-id-live-<uuid>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestId(String);

impl RequestId {
    /// Generates a random id.
    #[must_use]
    pub fn fresh(environment: Environment, entropy: &impl Entropy) -> Self {
        let uuid: Uuid = entropy.uuid();
        Self(format!("request-id-{}-{uuid}", environment.as_str()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
