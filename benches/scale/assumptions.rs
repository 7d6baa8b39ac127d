//! Numbers that were not measured, with their reasons.

/// The memory of each function in MB: the template's default.
pub const MEMORY_MB: u64 = 256;
/// The duration of a list in milliseconds, as in `docs/cost.md`.
pub const LIST_MS: u64 = 20;
/// The duration of an exchange in milliseconds: a list, a transaction, and a signature of KMS.
pub const EXCHANGE_MS: u64 = 50;
/// The duration of a request in milliseconds that a function refuses without a read.
pub const REFUSAL_MS: u64 = 2;
/// The processor time of each organization in microseconds, measured with 2,000 organizations on the faster machine of
/// `benches/results.md`.
pub const ORGANIZATION_PROCESSOR_US: u64 = 39;
/// The memory in MB for which Lambda allocates one whole processor.
pub const WHOLE_PROCESSOR_MB: u64 = 1_769;
/// The number of organizations that [`LIST_MS`] includes.
pub const ORGANIZATIONS_INCLUDED: u64 = 3;

/// The time in milliseconds for which a transaction excludes others from its items.
pub const TRANSACTION_MS: f64 = 10.0;
/// The attempts of an exchange, which are those of `admin/src/exchange.rs`.
pub const EXCHANGE_ATTEMPTS: f64 = 8.0;
/// The share of exchanges that may fail after their last attempt.
pub const FAILED_EXCHANGES: f64 = 0.001;

/// The organizations that one request reads, which are those of `src/store/reads.rs`.
pub const MAX_ORGANIZATIONS: u64 = 2_000;
/// The seconds between two reads of the project for wrong secrets, those of `src/service/project_cache.rs`.
pub const SECONDS_BETWEEN_MISSES: u64 = 10;
/// The bytes of an edge item: names and values, with keys of the documented format and a domain of 8 characters.
pub const EDGE_BYTES: u64 =
    ("edge".len() + PROJECT.len() + "#domain#acme.com".len() + "organization_id".len() + ORGANIZATION.len())
        as u64
        + "schema".len() as u64
        + NUMBER_BYTES;
const NUMBER_BYTES: u64 = 2;
const PROJECT: &str = "project-live-11111111-2222-4333-8444-555555555555";
const ORGANIZATION: &str = "organization-live-11111111-2222-4333-8444-555555555555";

/// One in so many sign-ins is in the largest organization, and as many have the most frequent domain.
pub const LARGEST_ORGANIZATION_ONE_IN: u64 = 100;

/// The load of each full hour in thousandths of the peak. The mean of a day is a quarter of the peak.
pub const DAY: [u64; 24] = [
    20, 15, 10, 10, 15, 30, 80, 250, 600, 1_000, 650, 500, 350, 450, 450, 400, 350, 290, 150, 120, 100, 80,
    50, 30,
];
/// The minutes after which Lambda stops an instance without requests.
pub const IDLE_MINUTES: usize = 10;
/// The minutes after which Lambda replaces an instance with requests.
pub const REPLACED_AFTER_MINUTES: u64 = 120;
/// Standard deviations of the concurrency above its mean that instances must cover.
pub const DEVIATIONS: u64 = 3;
