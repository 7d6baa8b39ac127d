//! Prices with their sources, sizes, and the formulas of read and write units.
//!
//! Tests compare the prices and the formulas with the tables in docs/cost.md, whose units other tests measure. The page
//! describes how each price was confirmed.

use super::money::{Dollars, Quantity};

/// The Region of the prices.
pub const REGION: &str = "us-east-1";

/// A price without volume discounts and free allowances.
#[derive(Debug)]
pub struct Price {
    pub service: &'static str,
    /// The price in nano dollars of `per` units.
    pub nano_dollars: u64,
    pub per: u64,
    /// The name of several units.
    pub unit: &'static str,
    /// The offer of the AWS Price List that contains the price.
    pub offer: &'static str,
    /// The date of the price list, or the date on which it was read.
    pub dated: &'static str,
}

impl Price {
    const fn new(
        service: &'static str,
        (nano_dollars, per, unit): (u64, u64, &'static str),
        (offer, dated): (&'static str, &'static str),
    ) -> Self {
        Self { service, nano_dollars, per, unit, offer, dated }
    }

    /// Returns the price of a number of units.
    pub fn of(&self, quantity: Quantity) -> Dollars {
        Dollars::nano(u128::from(self.nano_dollars)).times(quantity, self.per)
    }

    /// Returns the price of `per` units as text.
    pub fn text(&self) -> String {
        let price = Dollars::nano(u128::from(self.nano_dollars)).price();
        match self.per {
            1 => format!("{price} per {}", self.one_unit()),
            _ => format!("{price} per million {}", self.unit),
        }
    }

    /// Returns a number of units as text.
    pub fn usage(&self, quantity: Quantity) -> String {
        let unit = if quantity == Quantity::from(1) { self.one_unit() } else { self.unit };
        format!("{quantity} {unit}")
    }

    fn one_unit(&self) -> &'static str {
        self.unit.strip_suffix('s').filter(|unit| !unit.ends_with('-')).unwrap_or(self.unit)
    }
}

const MILLION: u64 = 1_000_000;
const API: (&str, &str) = ("AmazonApiGateway", "2026-10-08");
const LAMBDA: (&str, &str) = ("AWSLambda", "2026-09-06");
const UNITS: (&str, &str) = ("AmazonDynamoDB", "2026-09-11");
const STORAGE: (&str, &str) = ("AmazonDynamoDB", "2026-10-08");
const LOGS: (&str, &str) = ("AmazonCloudWatch", "2026-10-01");
const METRICS: (&str, &str) = ("AmazonCloudWatch", "2026-09-22");
const KMS: (&str, &str) = ("awskms", "2026-09-02");
const TRANSFER: (&str, &str) = ("AWSDataTransfer", "2026-09-06");

pub static HTTP_API: Price = Price::new("HTTP API", (1_000_000_000, MILLION, "requests"), API);
pub static INVOCATIONS: Price = Price::new("Lambda, requests", (200_000_000, MILLION, "requests"), LAMBDA);
pub static DURATION: Price =
    Price::new("Lambda, duration on arm64", (13_333_400_000, MILLION, "GB-s"), LAMBDA);
pub static INITIALIZATION: Price =
    Price::new("Lambda, initialization", (13_333_400_000, MILLION, "GB-s"), LAMBDA);
pub static PROVISIONED_DURATION: Price =
    Price::new("Lambda, duration on initialized instances", (7_777_800_000, MILLION, "GB-s"), LAMBDA);
pub static PROVISIONED: Price =
    Price::new("Lambda, initialized instances", (3_333_400_000, MILLION, "GB-s"), LAMBDA);
pub static READS: Price = Price::new("DynamoDB, reads", (125_000_000, MILLION, "units"), UNITS);
pub static WRITES: Price = Price::new("DynamoDB, writes", (625_000_000, MILLION, "units"), UNITS);
pub static TABLES: Price = Price::new("DynamoDB, tables", (250_000_000, 1, "GB"), STORAGE);
pub static RECOVERY: Price = Price::new("DynamoDB, point-in-time recovery", (200_000_000, 1, "GB"), STORAGE);
pub static FUNCTION_LOG: Price =
    Price::new("CloudWatch Logs, function's lines", (500_000_000, 1, "GB"), LOGS);
pub static ACCESS_LOG: Price = Price::new("CloudWatch Logs, access log", (500_000_000, 1, "GB"), LOGS);
pub static PLATFORM_LOG: Price = Price::new("CloudWatch Logs, Lambda's lines", (500_000_000, 1, "GB"), LOGS);
pub static LOG_STORAGE: Price = Price::new("CloudWatch Logs, storage", (30_000_000, 1, "GB"), LOGS);
pub static CUSTOM_METRICS: Price =
    Price::new("CloudWatch, custom metrics", (300_000_000, 1, "metrics"), METRICS);
pub static ALARMS: Price = Price::new("CloudWatch, alarms", (100_000_000, 1, "alarms"), METRICS);
pub static SIGNATURES: Price = Price::new("KMS, signatures", (3_000_000_000, MILLION, "signatures"), KMS);
pub static KEYS: Price = Price::new("KMS, signing key", (1_000_000_000, 1, "keys"), KMS);
pub static INTERNET: Price = Price::new("data transfer to the Internet", (90_000_000, 1, "GB"), TRANSFER);

/// The order of the rows of an estimate.
pub static PRICES: [&Price; 19] = [
    &HTTP_API,
    &INVOCATIONS,
    &DURATION,
    &PROVISIONED_DURATION,
    &INITIALIZATION,
    &PROVISIONED,
    &READS,
    &WRITES,
    &TABLES,
    &RECOVERY,
    &FUNCTION_LOG,
    &ACCESS_LOG,
    &PLATFORM_LOG,
    &LOG_STORAGE,
    &CUSTOM_METRICS,
    &ALARMS,
    &SIGNATURES,
    &KEYS,
    &INTERNET,
];

/// Returns the range of the dates of the prices.
pub fn dated() -> String {
    let dates = || PRICES.iter().map(|price| price.dated);
    format!("{} to {}", dates().min().unwrap_or_default(), dates().max().unwrap_or_default())
}

/// The size of a Member in the measurements, in bytes.
const MEMBER_BYTES: u64 = 970;
/// The stored bytes of a Member with its id item and its index entry.
pub const STORED_BYTES_PER_MEMBER: u64 = 2_000;
/// The bytes of a response of the list without organizations: the headers and the rest of the body.
pub const RESPONSE_BYTES: u64 = 500;
/// The bytes of an organization in a response.
pub const ORGANIZATION_BYTES: u64 = 2_200;
/// The bytes of the response of an exchange.
pub const EXCHANGE_RESPONSE_BYTES: u64 = 5_000;
/// The increment in which an HTTP API counts requests, in bytes.
pub const API_INCREMENT_BYTES: u64 = 512 * 1024;
/// The bytes of a function's log line, with the keys that describe the function.
pub const LINE_BYTES_AT_INFO: u64 = 1_400;
pub const LINE_BYTES_AT_WARN: u64 = 1_000;
/// The bytes of a line of the access log.
pub const ACCESS_LINE_BYTES: u64 = 400;
/// The bytes of Lambda's two lines for each invocation.
pub const PLATFORM_LINES_BYTES: u64 = 500;
pub const INVOCATIONS_PER_COLD_START: u64 = 100;
/// The duration of an initialization in milliseconds.
pub const INITIALIZATION_MS: u64 = 100;
/// The time series that the discovery function and the exchange function always publish.
pub const METRIC_COUNTS: (u64, u64) = (6, 7);
/// The alarms of the discovery function and of the exchange function. Each watches one metric.
pub const ALARMS_OF_STACK: (u64, u64) = (12, 8);
/// The seconds of a month of 730 hours.
pub const MONTH_SECONDS: u64 = 730 * 3_600;

/// The largest read that costs one unit, in bytes.
const READ_UNIT_BYTES: u64 = 4_096;
/// Half read units of the warm-up of an instance.
pub const WARM_UP_HALF_UNITS: u64 = 7;
/// Read units of a member session that a login service writes: the Member, and the two session items.
pub const OWN_MEMBER_SESSION_READS: u64 = 3;
/// Write units of an intermediate session: one item without a transaction.
pub const INTERMEDIATE_SESSION_WRITES: u64 = 1;

/// Returns the half read units of a list: the session, the Members, the organizations, and for an intermediate session
/// the domain and the counters of joinable organizations.
pub const fn list_half_units(memberships: u64, joinable: Option<u64>) -> u64 {
    let members = (memberships * MEMBER_BYTES).div_ceil(READ_UNIT_BYTES);
    let members = if members == 0 { 1 } else { members };
    let always = 2 + 2 * members + 2 * memberships;
    match joinable {
        Some(joinable) => always + 1 + 4 * joinable,
        None => always,
    }
}

/// Returns the write units of a transaction. `items` counts every item, also a deleted or checked one. `objects` counts
/// those that are Members or organizations, of 1 to 2 KB; the others have at most 1 KB.
pub const fn transaction_units(items: u64, objects: u64, index_entries: u64) -> u64 {
    2 * items + 2 * objects + index_entries
}

/// The write units of an exchange of an intermediate session by an active Member that does not change.
pub const EXCHANGE_WRITES: u64 = transaction_units(5, 2, 2);
/// The write units of a member session that a login service writes: two session items, and a condition on the Member.
pub const OWN_MEMBER_SESSION_WRITES: u64 = transaction_units(3, 1, 2);
