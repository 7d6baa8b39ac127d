//! The write side: data files, writes, and writes that were interrupted.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod data_files;
mod interrupted_writes;
mod writes;
