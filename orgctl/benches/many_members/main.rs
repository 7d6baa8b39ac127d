//! Time and peak memory of the commands that read or write every Member, relative to the same calls to DynamoDB alone.
//!
//! `cargo build --release -p orgctl && cargo bench -p orgctl --bench many_members`

#![expect(clippy::expect_used, reason = "a failed expectation ends the measurement")]

mod data;
mod process;
mod raw_calls;

use std::time::{Duration, Instant};

use process::{Measured, run};
use raw_calls::RawCalls;
use serde_json::json;
use test_support::{Orgctl, TestApp};

/// The number of Members of the larger data set. The smaller one has a tenth.
const MEMBERS: usize = 100_000;
/// The number of runs of each command, except imports. The median is printed.
const RUNS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        println!("| command | time relative to the calls alone | first row | peak memory | relative to a tenth of the Members |");
        println!("|---|---|---|---|---|");
        let (few, many) = (Subject::import(MEMBERS / 10).await, Subject::import(MEMBERS).await);
        few.imported.print("`import`, all new", many.raw_import, &many.imported);
        for (name, arguments, raw) in [
            ("`organization list`", &["organization", "list"][..], Raw::Organizations),
            ("`member list`", &["member", "list", "--organization", data::LARGE], Raw::Members),
            ("`export`", &["export"], Raw::Export),
            ("`check`", &["check"], Raw::Check),
            ("`import`, unchanged", &["import", "DATA"], Raw::Lookups),
        ] {
            let raw_time = many.median_of_raw(raw).await;
            few.median_of(arguments).await.print(name, raw_time, &many.median_of(arguments).await);
        }
    });
}

/// The calls to which a command is compared.
#[derive(Clone, Copy)]
enum Raw {
    Organizations,
    Members,
    Export,
    Check,
    Lookups,
}

/// A data set in the tables, and its import.
struct Subject {
    app: TestApp,
    file: tempfile::NamedTempFile,
    imported: Measured,
    /// The time of the writes of the import alone.
    raw_import: Duration,
}

impl Subject {
    async fn import(members: usize) -> Self {
        let (app, file) = (TestApp::start(json!({})).await, data::file(members));
        let path = file.path().to_str().expect("a path");
        let imported = run(&Orgctl::on(&app), &["-q", "import", path]).await;
        let raw = RawCalls::of(&app);
        let items = raw.items_of_members().await;
        let copy = TestApp::start(json!({})).await;
        let started = Instant::now();
        RawCalls::of(&copy).write(items).await;
        Self { raw_import: started.elapsed(), app, file, imported }
    }

    async fn median_of(&self, arguments: &[&str]) -> Measured {
        let path = self.file.path().to_str().expect("a path");
        let arguments: Vec<&str> =
            arguments.iter().map(|word| if *word == "DATA" { path } else { word }).collect();
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            runs.push(run(&Orgctl::on(&self.app), &[&["-q"], &arguments[..]].concat()).await);
        }
        runs.sort_by_key(|run| run.time);
        runs.swap_remove(RUNS / 2)
    }

    async fn median_of_raw(&self, raw: Raw) -> Duration {
        let calls = RawCalls::of(&self.app);
        let items = if matches!(raw, Raw::Lookups) { calls.items_of_members().await } else { Vec::new() };
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let started = Instant::now();
            match raw {
                Raw::Organizations => calls.organizations_with_counts().await,
                Raw::Members => calls.members_of(data::LARGE).await,
                Raw::Export => calls.scans(&["organizations", "members"]).await,
                Raw::Check => calls.scans(&["organizations", "members", "joinable", "sessions"]).await,
                Raw::Lookups => calls.lookups(&items).await,
            }
            times.push(started.elapsed());
        }
        times.sort_unstable();
        times[RUNS / 2]
    }
}
