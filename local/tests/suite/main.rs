//! `cargo local`: the program as a process.

#![expect(clippy::expect_used, reason = "a test that panics fails")]

mod announcement;
mod body_size;
mod command_line;
mod connection;
mod data_files;
mod input_formats;
mod listening_addresses;
mod playground;
mod serving;
mod signals;
