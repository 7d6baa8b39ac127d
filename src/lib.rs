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
//! | [`settings`] | what the environment says |

pub mod domain;
pub mod http;
pub mod lookup;
pub mod settings;
pub mod store;
pub mod telemetry;
