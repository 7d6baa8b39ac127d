//! Tests of imports, writes and interrupted writes.

#![expect(clippy::expect_used, reason = "a test that panics fails")]

mod import;
mod interrupted_writes;
mod projects;
mod writes;
