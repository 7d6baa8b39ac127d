//! The prices and unit formulas of `orgctl cost`, which tests compare with measurements.

#[expect(dead_code, reason = "the model does not print every form of an amount")]
#[path = "../../orgctl/src/commands/cost/money.rs"]
pub mod money;
#[expect(dead_code, reason = "the model leaves out fixed charges")]
#[path = "../../orgctl/src/commands/cost/rates.rs"]
pub mod rates;
