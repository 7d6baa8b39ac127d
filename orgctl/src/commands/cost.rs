//! `orgctl cost`.

mod amount;
mod estimate;
mod money;
mod rates;
#[cfg(test)]
mod tests;

use clap::{Args, ValueEnum, value_parser};
use serde_json::json;

use crate::{
    failure::Failure,
    global_options::GlobalOptions,
    output::{Column, Report, Table, Text},
};
use estimate::{Row, rows, total};
use rates::REGION;

/// The arguments of `orgctl cost`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgctl cost
  orgctl cost --requests-per-month 5M --organizations-per-person 10 --log-level warn
  orgctl cost --requests-per-month 1M --sign-ins 1M --exchanges 1M --session-jwts
  orgctl cost --requests-per-month 200k --provisioned-concurrency 2 --output json

The command makes no calls. It assumes the prices of us-east-1 without free allowances, volume
discounts and taxes. docs/cost.md has the sources and dates of the prices, and the assumptions.")]
pub struct Arguments {
    /// Requests for the list of organizations in a month; numbers can end in k, M or G
    #[arg(long, value_name = "NUMBER", default_value = "1M", value_parser = amount::parse)]
    requests_per_month: u64,

    /// Exchanges in a month, which the exchange function answers
    #[arg(long, value_name = "NUMBER", default_value = "0", value_parser = amount::parse)]
    exchanges: u64,

    /// Sign-ins in a month for which your login service writes an intermediate session
    #[arg(long, value_name = "NUMBER", default_value = "0", value_parser = amount::parse)]
    sign_ins: u64,

    /// Member sessions in a month that your login service writes itself, without the exchange function
    #[arg(long, value_name = "NUMBER", default_value = "0", value_parser = amount::parse)]
    member_sessions: u64,

    /// Memberships of a person
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = value_parser!(u64).range(..=2000))]
    organizations_per_person: u64,

    /// Organizations that a person can join by domain, which requires intermediate sessions [default: the requests
    /// present session tokens]
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u64).range(..=20))]
    joinable_organizations: Option<u64>,

    /// Members in the tables
    #[arg(long, value_name = "NUMBER", default_value = "100k", value_parser = amount::parse)]
    members: u64,

    /// Size of a response of the list in KB (1,000 bytes) [default: 0.5 KB, and 2.2 KB for each organization]
    #[arg(long, value_name = "KB", value_parser = value_parser!(u64).range(1..=6000))]
    response_kb: Option<u64>,

    /// Duration of an invocation in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 20, value_parser = value_parser!(u64).range(1..=5000))]
    duration_ms: u64,

    /// Memory of a function in MB, which is the stack parameter MemorySize
    #[arg(long, value_name = "MB", default_value_t = 256, value_parser = value_parser!(u64).range(128..=3008))]
    memory_mb: u64,

    /// Initialized instances of the discovery function, which is the stack parameter ProvisionedConcurrency
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = value_parser!(u64).range(..=1000))]
    provisioned_concurrency: u64,

    /// Log level, which is the stack parameter LogLevel
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t)]
    log_level: LogLevel,

    /// Exchanges sign a session JWT with a KMS key
    #[arg(long)]
    session_jwts: bool,
}

/// A log level that changes the size of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LogLevel {
    /// A line with all fields for each request
    #[default]
    Info,
    /// Only the metrics of each request, and no lines of Lambda
    Warn,
}

pub fn run(arguments: &Arguments, global: &GlobalOptions) -> Result<(), Failure> {
    Ok(report(&rows(arguments)).print(global.output)?)
}

fn report(rows: &[Row]) -> Report {
    let total = total(rows);
    let columns = ["service", "usage", "price", "US dollars"].map(Column::whole);
    let cells = rows.iter().map(Row::cells).chain([["total", "", "", &total.to_string()].map(str::to_owned)]);
    let mut text = Text::from(Table::new(&columns, cells));
    text.push(format!("Prices of {REGION} of {}, without free allowances.", rates::dated()));
    let json = json!({
        "region": REGION,
        "prices_of": rates::dated(),
        "rows": rows.iter().map(Row::json).collect::<Vec<_>>(),
        "total_usd": total.exact(),
    });
    Report { json, text }
}
