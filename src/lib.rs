//! Organization discovery: which organizations can this person enter?
//!
//! The library behind the Lambda function and the tools beside it. Dependencies run one way:
//!
//! | module | what it is |
//! |---|---|
//! | [`domain`] | the words of the field and the decision; no I/O, no clock |
//! | [`store`] | reading and writing facts: narrow traits, and `DynamoDB` behind them |
//! | [`lookup`] | from a caller and a credential to facts, in three waves of reads at most |
//! | [`http`] | the wire: routes, errors, the gateway's events |
//! | [`telemetry`] | what operators are told: a line for each request, with metrics in it |
//! | [`data_file`] | organizations, Members and sessions from files; imports of any size |
//! | [`settings`] | what the environment says |
//! | [`terminal`] | escapes for customer data in text output |

pub mod data_file;
pub mod domain;
pub mod http;
pub mod lookup;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod terminal;
