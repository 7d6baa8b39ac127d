//! The values of a metric and their statistics.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Values in the order of measurement.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Samples(pub Vec<f64>);

/// The reported statistics: the median, the quartiles and the 99th percentile.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Summary {
    pub count: usize,
    pub median: f64,
    pub lower_quartile: f64,
    pub upper_quartile: f64,
    pub p99: f64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, median, lower_quartile, upper_quartile, .. } = *self;
        f.write_str(&rounded(median))?;
        if count == 1 {
            return Ok(());
        }
        write!(f, " ({} to {})", rounded(lower_quartile), rounded(upper_quartile))
    }
}

/// Formats a value with enough digits to compare it with a goal.
pub fn rounded(value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

impl Samples {
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Returns a quantile, interpolated between the two nearest values.
    pub fn quantile(&self, fraction: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "an index")]
        let position = (sorted.len() - 1) as f64 * fraction;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
        let (below, above) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
        below + (above - below) * position.fract()
    }

    pub fn summary(&self) -> Summary {
        let [lower_quartile, median, upper_quartile, p99] = [0.25, 0.5, 0.75, 0.99].map(|q| self.quantile(q));
        Summary { count: self.0.len(), median, lower_quartile, upper_quartile, p99 }
    }

    /// Subtracts a constant from each value.
    pub fn minus_value(&self, amount: f64) -> Self {
        Self(self.0.iter().map(|value| value - amount).collect())
    }

    /// Multiplies each value by a factor, such as a conversion to a smaller unit.
    pub fn multiplied_by(&self, factor: f64) -> Self {
        Self(self.0.iter().map(|value| value * factor).collect())
    }

    /// Divides each value by the value of `other` from the same round.
    pub fn divided_by(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(value, divisor)| value / divisor).collect())
    }

    /// Adds to each value the value of `other` from the same round.
    pub fn plus(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(value, addend)| value + addend).collect())
    }

    /// Subtracts from each value the value of `other` from the same round.
    pub fn minus(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(value, subtrahend)| value - subtrahend).collect())
    }
}
