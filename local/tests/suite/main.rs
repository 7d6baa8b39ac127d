//! `cargo local`: the real program, from outside.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod announcement;
mod connection;
mod data;
mod endings;
mod forms;
mod hosts;
mod options;
mod serving;
mod too_large;
