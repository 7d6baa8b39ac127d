//! `orgctl`: the real program, from outside, on the tables of a test.

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
pub mod program;
mod project;
mod project_keys;
mod session;
mod session_named;
mod tables;
#[cfg(unix)]
mod terminal;
mod usage;
