//! Exact quantities and amounts of money.

use std::{
    fmt::{self, Display, Formatter},
    iter::Sum,
};

/// Nano dollars of a dollar.
const NANO: u128 = 1_000_000_000;

/// An amount of money in nano dollars (0.000000001 US dollars). Displays cents, rounded half up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dollars(u128);

impl Dollars {
    pub const fn nano(nano: u128) -> Self {
        Self(nano)
    }

    /// Returns all decimal places that are not zero, without commas.
    pub fn exact(self) -> String {
        decimal(self.0, NANO, 9, 0).replace(',', "")
    }

    /// Returns all decimal places that are not zero, but at least two.
    pub fn price(self) -> String {
        decimal(self.0, NANO, 9, 2)
    }

    /// Returns the price of a quantity, of which `per` units have this price. Rounds half up to a nano dollar.
    pub fn times(self, quantity: Quantity, per: u64) -> Self {
        Self(rounded(self.0 * quantity.numerator, quantity.denominator * u128::from(per)))
    }
}

impl Display for Dollars {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.0, NANO, 2, 2))
    }
}

impl Sum for Dollars {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).sum())
    }
}

/// A quantity as a fraction, so that no step of a calculation rounds. Displays at most two decimal places, rounded half up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    numerator: u128,
    denominator: u128,
}

impl Quantity {
    pub fn new(numerator: u128, denominator: u64) -> Self {
        Self { numerator, denominator: u128::from(denominator) }
    }

    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }
}

impl From<u64> for Quantity {
    fn from(count: u64) -> Self {
        Self::new(u128::from(count), 1)
    }
}

impl Display for Quantity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.numerator, self.denominator, 2, 0))
    }
}

fn rounded(numerator: u128, denominator: u128) -> u128 {
    (numerator + denominator / 2) / denominator
}

/// Formats a fraction with at most `most` and at least `least` decimal places, and commas between thousands.
fn decimal(numerator: u128, denominator: u128, most: u32, least: usize) -> String {
    let scale = 10_u128.pow(most);
    let scaled = rounded(numerator * scale, denominator);
    let (whole, fraction) = (scaled / scale, scaled % scale);
    let fraction = format!("{fraction:0width$}", width = most as usize);
    let significant = fraction.trim_end_matches('0').len().max(least);
    let point = if significant == 0 { "" } else { "." };
    format!("{}{point}{}", grouped(whole), &fraction[..significant])
}

fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let commas = |(index, digit): (usize, char)| {
        let is_group = index > 0 && (digits.len() - index).is_multiple_of(3);
        is_group.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(commas).collect()
}
