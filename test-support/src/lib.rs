//! Test support for all packages: the service under test, test data, fault injection, and the programs as processes.
//!
//! Most tests start a [`TestApp`]: the production handler and store, with separate tables in a DynamoDB-compatible
//! endpoint that all tests of a process share. A request is a gateway event and is parsed by the production code.
//!
//! | module | content |
//! |---|---|
//! | **service** | |
//! | `test_app` | the service under test: how to start it, load data and send requests |
//! | `project` | the test project: id, secret, signing key |
//! | `request`, `response`, `response_check` | API calls as gateway events, and responses |
//! | `dynamodb_endpoint`, `table_contents` | the shared endpoint, and the items in the tables of a test |
//! | `clock` | a clock that the test advances |
//! | **data** | |
//! | [`builders`] | organizations, Members, factors and sessions in the data file format |
//! | `small_data_set` | two organizations, three Members and their sessions |
//! | `import`, [`input_formats`] | the import of data files, and every accepted and refused input format |
//! | [`random_data`] | random writes and sessions for property tests, and a reference store |
//! | [`model`] | an independent implementation of the contract |
//! | `sample_events` | the sample events of a folder, with the expected responses |
//! | `yaml` | YAML as JSON values |
//! | [`expensive_requests`] | requests that are designed to be expensive |
//! | `damaged_items`, `unchecked_sessions` | items that the project's own writers refuse to write |
//! | **observation** | |
//! | `observed_store`, `dynamodb_calls` | the reads of the store, and the calls to `DynamoDB` |
//! | `captured_logs` | log lines, and the secrets that must not appear in them |
//! | [`recorded`], [`measurements`] | recorded responses of `DynamoDB`; memory and quantiles |
//! | **faults** | |
//! | [`fault_proxy`], [`behind_proxy`] | a proxy that injects faults, and the service connected through it |
//! | [`tls_server`], `interrupted_client` | a TLS server, and a client that fails after a number of calls |
//! | **processes** | |
//! | [`programs`], [`local`], `orgctl` | the programs that cargo built, `cargo local` and `orgctl` |
//! | [`runtime_api`] | a Lambda runtime API, and the function's binary connected to it |

#![expect(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "a crate for the tests of this workspace only"
)]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a panic fails the test")]

pub mod behind_proxy;
pub mod builders;
mod captured_logs;
mod clock;
mod damaged_items;
mod dynamodb_calls;
mod dynamodb_endpoint;
pub mod expensive_requests;
pub mod fault_proxy;
mod import;
pub mod input_formats;
mod interrupted_client;
pub mod local;
pub mod measurements;
pub mod model;
mod observed_store;
mod orgctl;
pub mod programs;
mod project;
pub mod random_data;
mod request;
mod response;
mod response_check;
pub mod runtime_api;
mod sample_events;
mod small_data_set;
mod table_contents;
mod test_app;
pub mod tls_server;
mod unchecked_sessions;
mod yaml;

pub use captured_logs::{CapturedLogs, capture_credentials, capture_log_line, capture_secrets};
pub use clock::TestClock;
pub use damaged_items::{AttributeChange, store_jwks};
pub use dynamodb_calls::{DynamoDbCalls, actions};
pub use import::{check_files, load_into};
pub use interrupted_client::interrupted_after;
pub use observed_store::{ObservedStore, Read, ReadObserver};
pub use orgctl::{Orgctl, ProgramOutput};
pub use project::{KEY, KID, PROJECT_ID, SECRET, START, project_id};
pub use recorded_responses as recorded;
pub use request::{ApiCall, basic};
pub use response::ApiResponse;
pub use runtime_api::{FunctionProcess, NO_DEADLINE};
pub use sample_events::{ExpectedResponse, SampleEvent, sample_events};
pub use small_data_set::small_data_set;
pub use table_contents::{StoredItem, stored_items, without_random_values};
pub use test_app::{TestApp, TestExchange, TestHandler};
pub use yaml::yaml;
