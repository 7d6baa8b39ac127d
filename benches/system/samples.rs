//! Many values of one thing.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Values in the order in which they were taken.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Samples(pub Vec<f64>);

/// What is told of them: the median, the middle half, and the far end.
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

/// With as many digits as tell it from a goal.
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

    /// Between the two nearest values where none is in the place.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(clippy::cast_precision_loss, reason = "a place in a list")]
        let place = (sorted.len() - 1) as f64 * share;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
        let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        below + (above - below) * place.fract()
    }

    pub fn summary(&self) -> Summary {
        let [lower_quartile, median, upper_quartile, p99] = [0.25, 0.5, 0.75, 0.99].map(|q| self.quantile(q));
        Summary { count: self.0.len(), median, lower_quartile, upper_quartile, p99 }
    }

    /// Each without so much.
    pub fn less(&self, amount: f64) -> Self {
        Self(self.0.iter().map(|value| value - amount).collect())
    }

    /// Each as so many of a smaller unit.
    pub fn times(&self, count: f64) -> Self {
        Self(self.0.iter().map(|value| value * count).collect())
    }

    /// Each divided by its partner, which was taken beside it.
    pub fn divided_by(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(value, by)| value / by).collect())
    }

    /// Each with its partner, which was taken beside it.
    pub fn plus(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(value, with)| value + with).collect())
    }

    /// Each without its partner, which was taken beside it.
    pub fn minus(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(value, without)| value - without).collect())
    }
}
