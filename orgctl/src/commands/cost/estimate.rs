//! The rows of an estimate.

use serde_json::{Value, json};

use super::{
    Arguments, LogLevel,
    money::{Dollars, Quantity},
    rates::{self, Price},
};

/// The usage of one service in a month.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    price: &'static Price,
    quantity: Quantity,
}

impl Row {
    fn dollars(&self) -> Dollars {
        self.price.of(self.quantity)
    }

    /// Returns the cells of a table.
    pub fn cells(&self) -> [String; 4] {
        let Self { price, quantity } = self;
        [price.service.to_owned(), price.usage(*quantity), price.text(), self.dollars().to_string()]
    }

    pub fn json(&self) -> Value {
        let Self { price, quantity } = self;
        json!({
            "service": price.service,
            "usage": quantity.to_string().replace(',', ""),
            "unit": price.unit,
            "price": price.text(),
            "price_list": price.offer,
            "price_list_date": price.dated,
            "usd": self.dollars().exact(),
        })
    }
}

/// Returns the sum of the rows before they are rounded to cents.
pub fn total(rows: &[Row]) -> Dollars {
    rows.iter().map(Row::dollars).sum()
}

/// Returns a row for each service with usage, in the order of the prices.
pub fn rows(arguments: &Arguments) -> Vec<Row> {
    let usage = [functions(arguments), tables(arguments), logs(arguments), other(arguments)].concat();
    let row_of = |price: &'static Price| {
        let found = usage.iter().find(|(used, _)| std::ptr::eq(*used, price));
        found.map(|(_, quantity)| Row { price, quantity: *quantity })
    };
    rates::PRICES.into_iter().filter_map(row_of).filter(|row| !row.quantity.is_zero()).collect()
}

type Usage = (&'static Price, Quantity);

fn functions(arguments: &Arguments) -> Vec<Usage> {
    let &Arguments { requests_per_month: lists, exchanges, provisioned_concurrency, .. } = arguments;
    let seconds = |count, milliseconds| gb_seconds(arguments, count, milliseconds);
    // Only the discovery function has initialized instances.
    let (initialized, other) =
        if provisioned_concurrency > 0 { (lists, exchanges) } else { (0, lists + exchanges) };
    vec![
        (&rates::HTTP_API, api_requests(arguments).into()),
        (&rates::INVOCATIONS, (lists + exchanges).into()),
        (&rates::DURATION, seconds(other, arguments.duration_ms)),
        (&rates::PROVISIONED_DURATION, seconds(initialized, arguments.duration_ms)),
        (&rates::INITIALIZATION, seconds(cold_starts(arguments), rates::INITIALIZATION_MS)),
        (&rates::PROVISIONED, seconds(provisioned_concurrency, rates::MONTH_SECONDS * 1_000)),
    ]
}

fn tables(arguments: &Arguments) -> Vec<Usage> {
    let memberships = arguments.organizations_per_person;
    let joinable = arguments.joinable_organizations;
    let half_units = product(arguments.requests_per_month, rates::list_half_units(memberships, joinable))
        // An exchange of an intermediate session reads what its list reads.
        + product(arguments.exchanges, rates::list_half_units(memberships, Some(joinable.unwrap_or(0))))
        + product(arguments.member_sessions, 2 * rates::OWN_MEMBER_SESSION_READS)
        + product(cold_starts(arguments), rates::WARM_UP_HALF_UNITS);
    let writes = product(arguments.exchanges, rates::EXCHANGE_WRITES)
        + product(arguments.sign_ins, rates::INTERMEDIATE_SESSION_WRITES)
        + product(arguments.member_sessions, rates::OWN_MEMBER_SESSION_WRITES);
    let stored = gigabytes(product(arguments.members, rates::STORED_BYTES_PER_MEMBER));
    vec![
        (&rates::READS, Quantity::new(half_units, 2)),
        (&rates::WRITES, Quantity::new(writes, 1)),
        (&rates::TABLES, stored),
        (&rates::RECOVERY, stored),
    ]
}

fn logs(arguments: &Arguments) -> Vec<Usage> {
    let invocations = arguments.requests_per_month + arguments.exchanges;
    let (line, platform) = match arguments.log_level {
        LogLevel::Info => (rates::LINE_BYTES_AT_INFO, rates::PLATFORM_LINES_BYTES),
        LogLevel::Warn => (rates::LINE_BYTES_AT_WARN, 0),
    };
    let of_lines = |bytes| gigabytes(product(invocations, bytes));
    vec![
        (&rates::FUNCTION_LOG, of_lines(line)),
        (&rates::ACCESS_LOG, of_lines(rates::ACCESS_LINE_BYTES)),
        (&rates::PLATFORM_LOG, of_lines(platform)),
        (&rates::LOG_STORAGE, of_lines(line + rates::ACCESS_LINE_BYTES + platform)),
    ]
}

fn other(arguments: &Arguments) -> Vec<Usage> {
    let &Arguments { requests_per_month: lists, exchanges, session_jwts, .. } = arguments;
    let of_functions =
        |(discovery, exchange): (u64, u64)| discovery + if exchanges > 0 { exchange } else { 0 };
    let sent = product(lists, response_bytes(arguments)) + product(exchanges, rates::EXCHANGE_RESPONSE_BYTES);
    vec![
        (&rates::CUSTOM_METRICS, of_functions(rates::METRIC_COUNTS).into()),
        (&rates::ALARMS, of_functions(rates::ALARMS_OF_STACK).into()),
        (&rates::SIGNATURES, if session_jwts { exchanges.into() } else { 0.into() }),
        (&rates::KEYS, u64::from(session_jwts).into()),
        (&rates::INTERNET, gigabytes(sent)),
    ]
}

/// Returns the instances that start on demand.
fn cold_starts(arguments: &Arguments) -> u64 {
    let lists = if arguments.provisioned_concurrency > 0 { 0 } else { arguments.requests_per_month };
    (lists + arguments.exchanges) / rates::INVOCATIONS_PER_COLD_START
}

/// Returns the requests that the HTTP API counts.
fn api_requests(arguments: &Arguments) -> u64 {
    let increments = response_bytes(arguments).div_ceil(rates::API_INCREMENT_BYTES);
    arguments.requests_per_month * increments + arguments.exchanges
}

/// Returns the size of a response of the list.
fn response_bytes(arguments: &Arguments) -> u64 {
    let organizations =
        arguments.organizations_per_person + arguments.joinable_organizations.unwrap_or_default();
    let estimated = rates::RESPONSE_BYTES + organizations * rates::ORGANIZATION_BYTES;
    arguments.response_kb.map_or(estimated, |kilobytes| kilobytes * 1_000)
}

/// Returns the gigabyte-seconds of functions that run `count` times, or of instances.
fn gb_seconds(arguments: &Arguments, count: u64, milliseconds: u64) -> Quantity {
    Quantity::new(product(count, milliseconds) * u128::from(arguments.memory_mb), 1_024 * 1_000)
}

/// Returns gigabytes of 1,000,000,000 bytes.
fn gigabytes(bytes: u128) -> Quantity {
    Quantity::new(bytes, 1_000_000_000)
}

fn product(left: u64, right: u64) -> u128 {
    u128::from(left) * u128::from(right)
}
