//! A model of the load that the deployment can take: `cargo bench --bench scale`.
//!
//! Prints the generated tables of `docs/scaling.md`. With `-- --write`, writes them into the page, and the plot next to it.
//! Nothing is measured: the model multiplies documented units of requests, and compares them with AWS's documented limits.

#![expect(clippy::expect_used, reason = "a benchmark stops at the first failure")]

// A test of the page includes the same file. With a path, both find its modules in this folder.
#[path = "model.rs"]
mod model;

use std::{env, fs};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scaling.md");
const PLOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scaling.svg");

fn main() {
    if env::args().any(|argument| argument == "--write") {
        let page = fs::read_to_string(PAGE).expect("the page");
        let page = model::page::with_current_tables(&page).expect("a page with the markers of every table");
        fs::write(PAGE, page).expect("a written page");
        fs::write(PLOT, model::plot::svg()).expect("a written plot");
    } else {
        for table in model::page::tables() {
            println!("## {}\n\n{}", table.name, table.markdown);
        }
    }
}
