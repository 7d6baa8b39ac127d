//! `orgctl`: the real program, from outside, on the tables of a test.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod byte_order_mark;
mod check;
mod discover;
mod explain;
mod explain_obstacles;
mod export;
mod hostile_text;
mod import;
mod member;
mod organization;
mod pem;
mod ping;
mod project;
mod project_keys;
mod session;
mod session_named;
mod tables;
mod usage;
