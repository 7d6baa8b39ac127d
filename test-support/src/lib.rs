//! Support for the tests of all packages: the service under test, its data, faults, and the programs as processes.
//!
//! Most tests begin with a [`TestApp`]: the real handler over the real store, with tables of its own in a
//! DynamoDB-compatible endpoint that all tests of a process share. Requests are gateway events, parsed by the code that
//! parses them in Lambda.
//!
//! | module | content |
//! |---|---|
//! | **the service** | |
//! | `test_app` | the handler over tables of its own: how it starts, its data, its requests |
//! | `project` | the test project: id, secret, signing key |
//! | `request`, `answer`, `answer_check` | requests as gateway events, and answers as clients parse them |
//! | `dynamodb_endpoint`, `table_contents` | the shared endpoint, and the rows of a test's tables |
//! | `clock` | a clock that a test sets |
//! | **data** | |
//! | [`builders`] | organizations, Members, factors and sessions as data files have them |
//! | `small_world` | two organizations, three Members and their sessions |
//! | `import`, [`input_formats`] | data as the tools import it, and every accepted and refused input format |
//! | [`random_worlds`] | random writes and sessions for property tests, and a reference store to compare the tables with |
//! | [`model`] | an independent implementation of the contract's rules |
//! | `damaged_items`, `unchecked_sessions` | items that the project's own writers refuse |
//! | **observation** | |
//! | `observed_store`, `dynamodb_calls` | the store's reads, and the calls to `DynamoDB` |
//! | `captured_logs` | log lines, and the secrets that they must not contain |
//! | [`recorded`], [`measured`] | recorded answers of `DynamoDB`, memory and quantiles |
//! | **faults** | |
//! | [`fault_proxy`], [`behind_proxy`] | a faulty connection, and the service connected through it |
//! | [`tls_front`], `interrupted_client` | a TLS server, and a client that fails after some calls |
//! | **processes** | |
//! | [`programs`], [`local`], `orgctl` | the programs that cargo built, `cargo local` and `orgctl` |
//! | [`runtime_api`] | Lambda's runtime API, and the function's binary on it |

#![expect(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "an ordinary crate, but one for this project's tests alone"
)]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answer;
mod answer_check;
pub mod behind_proxy;
pub mod builders;
mod captured_logs;
mod clock;
mod damaged_items;
mod dynamodb_calls;
mod dynamodb_endpoint;
pub mod fault_proxy;
mod import;
pub mod input_formats;
mod interrupted_client;
pub mod local;
pub mod measured;
pub mod model;
mod observed_store;
mod orgctl;
pub mod programs;
mod project;
pub mod random_worlds;
pub mod recorded;
mod request;
pub mod runtime_api;
mod small_world;
mod table_contents;
mod test_app;
pub mod tls_front;
mod unchecked_sessions;

pub use answer::Answer;
pub use captured_logs::{Lines, keep_credentials_of, keep_line, keep_secrets_of};
pub use clock::TestClock;
pub use damaged_items::{Damage, store_jwks};
pub use dynamodb_calls::Calls;
pub use import::{check_files, load_into};
pub use interrupted_client::interrupted_after;
pub use observed_store::{Observed, Read, Reads};
pub use orgctl::{Ended, Orgctl};
pub use project::{KEY, KID, PROJECT_ID, SECRET, START, project_id};
pub use request::{Call, basic};
pub use runtime_api::{Function, NO_END};
pub use small_world::small_world;
pub use table_contents::{Row, rows, without_random_values};
pub use test_app::{TestApp, TestEndpoint};
