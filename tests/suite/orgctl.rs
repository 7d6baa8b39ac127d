//! `orgctl`: the real program, from outside, on the tables of a test.

mod program;
mod tables;
mod usage;
