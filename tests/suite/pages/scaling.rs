//! The tables and the plot of `docs/scaling.md`, and the numbers that its model copies from the code.

#[path = "../../../benches/scale/model.rs"]
mod model;

use model::{
    assumptions,
    demand::Demand,
    limits,
    prices::rates,
    requests::{Effect, Person, exchange, list},
};

const PAGE: &str = include_str!("../../../docs/scaling.md");
const PLOT: &str = include_str!("../../../docs/scaling.svg");

#[test]
fn scaling_page_shows_the_results_of_its_model() {
    let current = model::page::with_current_tables(PAGE);
    assert!(current.is_some_and(|page| page == PAGE), "run: cargo bench --bench scale -- --write");
    assert!(model::plot::svg() == PLOT, "run: cargo bench --bench scale -- --write");
}

#[test]
fn model_reads_what_the_cost_formula_counts() {
    for memberships in [0, 1, 3, 100, 2_000] {
        for organizations_of_domain in [0, 1, 10] {
            let demand = list(Person { memberships, organizations_of_domain });
            let expected = rates::list_half_units(memberships, Some(organizations_of_domain));
            assert_eq!(demand.half_reads(), expected, "{memberships} and {organizations_of_domain}");
        }
    }
}

#[test]
fn model_writes_what_the_cost_formula_counts() {
    let writes = |effect| exchange(Person { memberships: 1, organizations_of_domain: 1 }, effect).writes();
    assert_eq!(writes(Effect::SignIn), rates::EXCHANGE_WRITES);
    assert_eq!(writes(Effect::Join), rates::transaction_units(7, 2, 3));
}

#[test]
fn largest_response_of_a_list_fits_lambda() {
    let Demand { response_bytes, .. } = list(Person { memberships: 0, organizations_of_domain: 100_000 });
    assert!(response_bytes < 6_000_000, "{response_bytes} bytes");
}

#[test]
fn model_copies_numbers_of_the_code() {
    let sources = [
        (
            include_str!("../../../src/store/reads.rs"),
            "usize = 2_000;",
            assumptions::MAX_ORGANIZATIONS == 2_000,
        ),
        (
            include_str!("../../../src/service/project_cache.rs"),
            "SECONDS_BETWEEN_MISSES: i64 = 10;",
            assumptions::SECONDS_BETWEEN_MISSES == 10,
        ),
        (
            include_str!("../../../admin/src/exchange.rs"),
            "const ATTEMPTS: u32 = 8;",
            (assumptions::EXCHANGE_ATTEMPTS - 8.0).abs() < f64::EPSILON,
        ),
        (
            include_str!("../../../template.yaml"),
            "together. Above it, the gateway returns 429.\n    Default: 500\n",
            limits::THROTTLING_RATE == 500,
        ),
        (
            include_str!("../../../template.yaml"),
            "in proportion to it.\n    Default: 256\n",
            assumptions::MEMORY_MB == 256,
        ),
    ];
    for (source, text, is_same) in sources {
        assert!(source.contains(text), "the source does not contain \"{text}\"");
        assert!(is_same, "the model has another number than \"{text}\"");
    }
}
