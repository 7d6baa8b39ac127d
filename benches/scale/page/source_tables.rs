//! The tables of assumptions and limits.

use super::{
    super::{
        assumptions::{
            EXCHANGE_MS, IDLE_MINUTES, LARGEST_ORGANIZATION_ONE_IN, LIST_MS, MEMORY_MB,
            ORGANIZATION_PROCESSOR_US, REFUSAL_MS, REPLACED_AFTER_MINUTES, TRANSACTION_MS,
            WHOLE_PROCESSOR_MB,
        },
        limits::{LOOKED_UP, Limit, all},
    },
    table,
};

/// Returns the table of assumptions.
pub fn assumptions() -> String {
    let each = ORGANIZATION_PROCESSOR_US * WHOLE_PROCESSOR_MB / MEMORY_MB;
    let rows = [
        ("a list", format!("{LIST_MS} ms"), "as in [cost.md](cost.md#assumptions)"),
        ("an exchange", format!("{EXCHANGE_MS} ms"), "a list, a transaction, and a signature of KMS"),
        ("a refused request", format!("{REFUSAL_MS} ms"), "it reads nothing"),
        (
            "an organization beyond the third",
            format!("{each} µs"),
            "the measured [processor time](../benches/results.md#an-earlier-run), on a seventh of a processor, \
             which Lambda allocates at the template's memory",
        ),
        (
            "a transaction excludes others from its items",
            format!("{TRANSACTION_MS} ms"),
            "not documented; see [above](#one-organization-at-nine)",
        ),
        (
            "the largest organization, and the most frequent domain",
            format!("one in {LARGEST_ORGANIZATION_ONE_IN} sign-ins"),
            "an example; divide by your own share",
        ),
        ("an instance without requests stops after", format!("{IDLE_MINUTES} minutes"), "not documented"),
        ("an instance is replaced after", format!("{REPLACED_AFTER_MINUTES} minutes"), "not documented"),
    ];
    let rows = rows.map(|(assumption, value, reason)| vec![assumption.to_owned(), value, reason.to_owned()]);
    table(&["assumption", "value", "reason"], rows)
}

/// Returns the table of limits with their sources.
pub fn limits() -> String {
    let row = |limit: Limit| {
        let Limit { service, name, value, can_be_raised, url, copy } = limit;
        let is_aws = url.contains("docs.aws.amazon.com");
        let page = if is_aws { url.rsplit('/').next().unwrap_or(url) } else { "a pull request" };
        vec![
            service.to_owned(),
            name.to_owned(),
            value,
            can_be_raised.to_owned(),
            format!("[{page}]({url})"),
            copy.to_owned(),
            LOOKED_UP.to_owned(),
        ]
    };
    let head = ["service", "limit", "value", "can be raised", "source", "copy", "looked up"];
    table(&head, all().into_iter().map(row))
}
