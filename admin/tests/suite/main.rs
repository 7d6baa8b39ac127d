//! The write side: data files, writes, and writes that were interrupted.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod import;
mod interrupted_writes;
mod writes;
