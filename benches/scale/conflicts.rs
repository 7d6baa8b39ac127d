//! Conflicts of transactions that include the item of one organization.
//!
//! DynamoDB cancels a transaction that arrives during another one on the same item. With random arrivals, that is the loss
//! formula of Erlang for one server: a share p of the attempts conflicts when p / (1 - p) attempts arrive in the time of a
//! transaction. A conflict leads to another attempt, so exchanges make (1 - p^8) / (1 - p) attempts each. Together:
//! exchanges in the time of a transaction * (1 - p^8) = p.

use super::assumptions::{EXCHANGE_ATTEMPTS, FAILED_EXCHANGES, TRANSACTION_MS};

/// The result of a rate of exchanges in one organization.
#[derive(Debug, Clone, Copy)]
pub struct Conflicts {
    /// The attempts of each exchange.
    pub attempts: f64,
    /// The share of exchanges whose last attempt conflicts too.
    pub failed: f64,
}

/// Returns the conflicts at a number of exchanges per second.
pub fn at(exchanges: f64) -> Conflicts {
    let in_transaction = exchanges * TRANSACTION_MS / 1_000.0;
    let excess = |share: f64| in_transaction * (1.0 - share.powf(EXCHANGE_ATTEMPTS)) - share;
    let (mut low, mut high) = (0.0, 1.0);
    // The excess falls with the share. 50 halvings are more exact than the printed digits.
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if excess(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let failed = low.powf(EXCHANGE_ATTEMPTS);
    Conflicts { attempts: (1.0 - failed) / (1.0 - low), failed }
}

/// Returns the exchanges per second in one organization, of which few fail after their last attempt.
pub fn exchanges_of_one_organization() -> f64 {
    let share = FAILED_EXCHANGES.powf(1.0 / EXCHANGE_ATTEMPTS);
    share / (1.0 - FAILED_EXCHANGES) / (TRANSACTION_MS / 1_000.0)
}
