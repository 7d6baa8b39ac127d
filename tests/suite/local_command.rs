//! `cargo local`: the real program, from outside.

mod announcement;
mod connection;
mod data;
mod endings;
mod hosts;
mod options;
pub mod process;
mod serving;
mod too_large;
