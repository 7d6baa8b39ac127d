//! The instructions of the start, of the list, of refusals, of an explanation and of an exchange: `.ci/run instructions`.

#![expect(clippy::expect_used, reason = "a panic fails the benchmark")]
#![expect(missing_docs, reason = "the macros generate items without documentation")]

use aws_sdk_dynamodb::Client;
use gungraun::{Callgrind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};
use instruction_counts::{
    ExchangeFunction, FixedClock, Function, ListFunction, Operator, REFUSED, Scene, exchange_function,
    list_function,
};
use org_discovery::{http::Api, settings::Settings};
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A started function that has answered the event before.
struct Warm<F> {
    runtime: Runtime,
    function: F,
    event: String,
}

fn list(scene: &str) -> Warm<ListFunction> {
    warm(scene, async |settings, client, clock| list_function(settings, client, clock).await)
}

fn exchange(scene: &str) -> Warm<ExchangeFunction> {
    warm(scene, async |settings, client, clock| exchange_function(settings, client, clock).await)
}

/// Starts a function, and answers the event of a scene.
fn warm<A: Api>(
    scene: &str,
    start: impl AsyncFnOnce(&Settings, Client, FixedClock) -> Function<A>,
) -> Warm<Function<A>> {
    let scene = Scene::load(scene);
    let (runtime, settings) = (runtime(), scene.settings());
    let client = scene.client(&settings);
    let function = runtime.block_on(start(&settings, client, scene.clock()));
    let answer = runtime.block_on(Box::pin(function.answer(&scene.event)));
    assert_eq!(answer.len(), scene.answer_length);
    Warm { runtime, function, event: scene.event }
}

fn explain(scene: &str) -> Warm<Operator> {
    let scene = Scene::load(scene);
    let (runtime, settings) = (runtime(), scene.settings());
    let function = Operator::new(&settings, &scene.client(&settings), scene.clock());
    let answer = runtime.block_on(Box::pin(function.explain(&scene.event)));
    assert_eq!(answer.len(), scene.answer_length);
    Warm { runtime, function, event: scene.event }
}

// From the environment variables to a warm function, without the network.
#[library_benchmark]
#[bench::start(args = ("standard"), setup = Scene::load)]
fn start(scene: Scene) -> ListFunction {
    let settings = scene.settings();
    let client = scene.client(&settings);
    runtime().block_on(list_function(&settings, client, scene.clock()))
}

// From the text of an event to the text of the answer.
#[library_benchmark(setup = list)]
#[bench::standard(args = ("standard"))]
#[bench::of_25(args = ("of-25"))]
#[bench::of_25_by_jwt(args = ("member-of-25-by-jwt"))]
#[bench::of_2000(args = ("grown-2000"))]
fn discover(warm: Warm<ListFunction>) -> (Vec<u8>, Warm<ListFunction>) {
    (warm.runtime.block_on(Box::pin(warm.function.answer(&warm.event))), warm)
}

/// Starts a function for each scene whose name begins with `prefix`.
fn all(prefix: &str) -> Vec<Warm<ListFunction>> {
    Scene::names(prefix).iter().map(|name| list(name)).collect()
}

// Requests that are designed to be expensive.
#[library_benchmark]
#[bench::expensive(args = (REFUSED), setup = all)]
fn refuse(requests: Vec<Warm<ListFunction>>) -> Vec<Warm<ListFunction>> {
    for warm in &requests {
        warm.runtime.block_on(Box::pin(warm.function.answer(&warm.event)));
    }
    requests
}

#[library_benchmark]
#[bench::of_25(args = ("explain"), setup = explain)]
fn explanation(warm: Warm<Operator>) -> (Vec<u8>, Warm<Operator>) {
    (warm.runtime.block_on(Box::pin(warm.function.explain(&warm.event))), warm)
}

#[library_benchmark]
#[bench::intermediate(args = ("exchange"), setup = exchange)]
fn exchange_session(warm: Warm<ExchangeFunction>) -> (Vec<u8>, Warm<ExchangeFunction>) {
    (warm.runtime.block_on(Box::pin(warm.function.answer(&warm.event))), warm)
}

library_benchmark_group!(
    name = scenes,
    benchmarks = [start, discover, refuse, explanation, exchange_session]
);

main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = scenes
);
