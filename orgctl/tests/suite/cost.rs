//! `orgctl cost`, compared with the tables in `docs/cost.md`.

use serde_json::Value;
use test_support::Orgctl;

const PAGE: &str = include_str!("../../../docs/cost.md");

/// The estimates on the page.
const DOCUMENTED: [&str; 2] = [
    "orgctl cost",
    "orgctl cost --sign-ins 1M --exchanges 1M --session-jwts --joinable-organizations 1 --organizations-per-person 1",
];

/// Returns the rows of the text output as cells.
fn cells(output: &str) -> Vec<Vec<String>> {
    let split = |line: &str| {
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
    };
    output.lines().map(split).collect()
}

async fn estimate(arguments: &[&str]) -> Value {
    Orgctl::unconfigured().json(&[&["cost"], arguments].concat()).await
}

fn usd(estimate: &Value, service: &str) -> String {
    let rows = estimate["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["service"] == service);
    row.map_or_else(String::new, |row| row["usd"].as_str().expect("a text").to_owned())
}

/// Returns the row of a Markdown table for a line of the output, or `None` for the line about prices.
fn markdown_row(row: &[String]) -> Option<String> {
    match row {
        [total, dollars] if total == "total" => Some(format!("| | | | **{dollars}** |")),
        [_, _, _, _] => Some(format!("| {} |", row.join(" | "))),
        _ => {
            assert!(row[0].starts_with("Prices of us-east-1 of 2026-"), "{row:?}");
            None
        }
    }
}

#[tokio::test]
async fn documented_estimates_match() {
    for command in DOCUMENTED {
        let arguments = command.split(' ').skip(1).collect::<Vec<_>>();
        let output = Orgctl::unconfigured().text(&arguments).await;
        let rows = cells(&output).iter().skip(1).filter_map(|row| markdown_row(row)).collect::<Vec<_>>();
        let head = "| service | usage | price | US dollars |\n|---|---|---|---|";
        let expected = format!("```sh\n{command}\n```\n\n{head}\n{}\n", rows.join("\n"));
        assert!(PAGE.contains(&expected), "docs/cost.md should have this estimate:\n{expected}");
    }
}

#[tokio::test]
async fn json_has_exact_amounts() {
    let estimate = estimate(&["--requests-per-month", "123456"]).await;
    // 123,456 requests at 1.00 per million, and 617.28 GB-s at 13.3334 per million.
    assert_eq!(usd(&estimate, "HTTP API"), "0.123456");
    assert_eq!(usd(&estimate, "Lambda, duration on arm64"), "0.008230441");
    assert_eq!(estimate["rows"][0]["usage"], "123456");
    assert_eq!(estimate["region"], "us-east-1");
    let sum: f64 = estimate["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["usd"].as_str().expect("a text").parse::<f64>().expect("a number"))
        .sum();
    let total = estimate["total_usd"].as_str().expect("a text").parse::<f64>().expect("a number");
    assert!((sum - total).abs() < 1e-8, "{sum} {total}");
}

#[tokio::test]
async fn options_change_their_services() {
    let usual = estimate(&[]).await;
    for (arguments, service, before, after) in [
        (["--log-level", "warn"], "CloudWatch Logs, Lambda's lines", "0.25", ""),
        (["--log-level", "warn"], "CloudWatch Logs, function's lines", "0.7", "0.5"),
        (["--response-kb", "600"], "HTTP API", "1", "2"),
        (["--response-kb", "600"], "data transfer to the Internet", "0.639", "54"),
        (["--duration-ms", "40"], "Lambda, duration on arm64", "0.066667", "0.133334"),
        (["--memory-mb", "512"], "Lambda, duration on arm64", "0.066667", "0.133334"),
        (["--provisioned-concurrency", "1"], "Lambda, initialized instances", "", "2.1900438"),
        (["--provisioned-concurrency", "1"], "Lambda, initialization", "0.00333335", ""),
        (["--organizations-per-person", "100"], "DynamoDB, reads", "0.629375", "15.629375"),
        (["--joinable-organizations", "1"], "DynamoDB, reads", "0.629375", "0.941875"),
        (["--sign-ins", "1M"], "DynamoDB, writes", "", "0.625"),
        (["--member-sessions", "1M"], "DynamoDB, writes", "", "6.25"),
        (["--member-sessions", "1M"], "DynamoDB, reads", "0.629375", "1.004375"),
        (["--members", "1M"], "DynamoDB, tables", "0.05", "0.5"),
        (["--exchanges", "1M"], "DynamoDB, writes", "", "10"),
        (["--exchanges", "1"], "CloudWatch, alarms", "1.2", "2"),
        (["--exchanges", "1"], "CloudWatch, custom metrics", "1.8", "3.9"),
        (["--requests-per-month", "0"], "HTTP API", "1", ""),
    ] {
        let changed = estimate(&arguments).await;
        assert_eq!(
            (usd(&usual, service), usd(&changed, service)),
            (before.to_owned(), after.to_owned()),
            "{arguments:?} {service}"
        );
    }
    let jwts = estimate(&["--exchanges", "1M", "--session-jwts"]).await;
    assert_eq!(
        (usd(&jwts, "KMS, signatures"), usd(&jwts, "KMS, signing key")),
        ("3".to_owned(), "1".to_owned())
    );
}

#[tokio::test]
async fn largest_values_do_not_overflow() {
    let largest = "1000G";
    let mut arguments = vec!["--organizations-per-person", "2000", "--joinable-organizations", "20"];
    arguments.extend(["--memory-mb", "3008", "--duration-ms", "5000", "--provisioned-concurrency", "1000"]);
    for option in ["--requests-per-month", "--exchanges", "--sign-ins", "--member-sessions", "--members"] {
        arguments.extend([option, largest]);
    }
    let estimate = estimate(&arguments).await;
    assert_eq!(usd(&estimate, "DynamoDB, writes"), "16875000");
}

#[tokio::test]
async fn invalid_numbers_are_refused() {
    for number in ["1.5", "-1", "many", "1001G"] {
        let output = Orgctl::unconfigured().run(&["cost", &format!("--exchanges={number}")]).await;
        assert_eq!(output.code, Some(2), "{number}");
        assert!(output.stderr.contains("expected"), "{}", output.stderr);
    }
}
