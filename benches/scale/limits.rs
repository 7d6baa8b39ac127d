//! AWS's documented limits that the model uses, with their sources.
//!
//! No value was read from AWS's own site. Each was found in a stored copy of the page, on [`LOOKED_UP`].

use super::numbers::grouped;

/// The template's default of the stack parameter `ThrottlingRate`.
pub const THROTTLING_RATE: u64 = 500;
pub const PARTITION_READS: u64 = 3_000;
pub const PARTITION_WRITES: u64 = 1_000;
pub const NEW_TABLE_READS: u64 = 12_000;
pub const NEW_TABLE_WRITES: u64 = 4_000;
pub const TABLE_READS: u64 = 40_000;
pub const TABLE_WRITES: u64 = 40_000;
pub const LAMBDA_CONCURRENCY: u64 = 1_000;
/// Ten times the concurrency.
pub const LAMBDA_REQUESTS: u64 = 10 * LAMBDA_CONCURRENCY;
/// The instances of a function that Lambda starts in a minute: 1,000 in ten seconds.
pub const LAMBDA_STARTS_IN_A_MINUTE: u64 = 6_000;
pub const API_REQUESTS: u64 = 10_000;
pub const KMS_RSA: u64 = 1_000;

/// The day on which every source was read.
pub const LOOKED_UP: &str = "2026-11-28";

/// A documented limit.
#[derive(Debug, Clone)]
pub struct Limit {
    pub service: &'static str,
    pub name: &'static str,
    pub value: String,
    pub can_be_raised: &'static str,
    pub url: &'static str,
    /// The stored copies in which the source was read, with their commits. `docs/scaling.md` explains the letters.
    pub copy: &'static str,
}

const PARTITIONS: &str =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";
const ON_DEMAND: &str =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html";
const QUOTAS: &str = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html";
const CONSTRAINTS: &str = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html";
const READS: &str =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html";
const TRANSACTIONS: &str =
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html";
const CONDITIONS: &str = "https://github.com/paritysuite/dynamodb-conformance/pull/67";
const LAMBDA: &str = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html";
const LAMBDA_SCALING: &str = "https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html";
const LAMBDA_QUOTAS: &str = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const API: &str = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html";
const KMS: &str = "https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html";

/// Returns every limit, in the order of the page.
pub fn all() -> Vec<Limit> {
    [throughput(), units(), transactions(), functions()].into_iter().flatten().collect()
}

/// The columns of a limit after its service.
type Columns = (&'static str, String, &'static str, &'static str, &'static str);

fn of_service(service: &'static str, rows: impl IntoIterator<Item = Columns>) -> Vec<Limit> {
    let row =
        |(name, value, can_be_raised, url, copy)| Limit { service, name, value, can_be_raised, url, copy };
    rows.into_iter().map(row).collect()
}

const NO: &str = "no";
const QUOTA: &str = "yes, a quota of the account";

fn throughput() -> Vec<Limit> {
    let pair =
        |reads, writes| format!("{} read units, {} write units a second", grouped(reads), grouped(writes));
    let warm = "yes, with warm throughput, which is charged";
    let growth = "twice the earlier peak; more can be throttled within 30 minutes";
    of_service(
        "DynamoDB",
        [
            (
                "one partition, and so one item",
                pair(PARTITION_READS, PARTITION_WRITES),
                NO,
                PARTITIONS,
                "C 63cf41d6, G",
            ),
            (
                "a new on-demand table",
                pair(NEW_TABLE_READS, NEW_TABLE_WRITES),
                warm,
                ON_DEMAND,
                "C 63cf41d6, G",
            ),
            ("growth of an on-demand table", growth.to_owned(), warm, ON_DEMAND, "C 63cf41d6, G"),
            ("an on-demand table", pair(TABLE_READS, TABLE_WRITES), QUOTA, QUOTAS, "C 2b828ab1, G"),
        ],
    )
}

fn units() -> Vec<Limit> {
    let read = "4 KB; half a unit if eventually consistent".to_owned();
    of_service(
        "DynamoDB",
        [
            ("a read unit", read, NO, CONSTRAINTS, "C 4be7d6f6, G"),
            ("a read of a missing item", "costs as much as one of a stored item".to_owned(), NO, READS, "G"),
            ("a write unit", "1 KB; two units in a transaction".to_owned(), NO, CONSTRAINTS, "C 4be7d6f6, G"),
        ],
    )
}

fn transactions() -> Vec<Limit> {
    let condition =
        "two write units for each KB; measured by a third party on 2026-06-30, not documented by AWS";
    let canceled = "costs as much as a committed one".to_owned();
    of_service(
        "DynamoDB",
        [
            ("a condition in a transaction", condition.to_owned(), NO, CONDITIONS, "–"),
            ("a canceled transaction", canceled, NO, TRANSACTIONS, "C 07f049df"),
            (
                "two concurrent transactions with one item",
                "one is canceled".to_owned(),
                NO,
                TRANSACTIONS,
                "C 07f049df, G",
            ),
        ],
    )
}

fn functions() -> Vec<Limit> {
    let each = |number: u64| format!("{} a second", grouped(number));
    let lambda = of_service(
        "Lambda",
        [
            (
                "concurrent executions of an account",
                grouped(LAMBDA_CONCURRENCY),
                "yes, to tens of thousands; new accounts have less",
                LAMBDA,
                "W 0279f7d6",
            ),
            (
                "requests of an account",
                format!("ten times the concurrency: {}", each(LAMBDA_REQUESTS)),
                "yes, with the concurrency",
                LAMBDA,
                "C 0cf87289, W 0279f7d6",
            ),
            (
                "new instances of a function",
                "1,000 in 10 s".to_owned(),
                NO,
                LAMBDA_SCALING,
                "C 9a3d9b40, W 5101ce97",
            ),
            ("a response", "6 MB".to_owned(), NO, LAMBDA_QUOTAS, "C 0cf87289, W 1796e1b3"),
        ],
    );
    let api = format!("{}; 2,500 in some Regions", each(API_REQUESTS));
    let api = of_service("API Gateway", [("requests of an account", api, QUOTA, API, "C 63cf41d6, G")]);
    let kms = of_service(
        "KMS",
        [("operations with RSA keys of an account", each(KMS_RSA), QUOTA, KMS, "C 2b828ab1, W 1e5c2949")],
    );
    [lambda, api, kms].concat()
}
