//! Tests of `orgctl`, which run the program as a child process on the tables of a test.

#![expect(clippy::expect_used, reason = "a failed expectation fails the test")]

mod byte_order_mark;
mod check;
mod colors;
mod completions;
mod confirmation;
mod connection_settings;
mod cost;
mod discover;
mod documented_commands;
mod dry_run;
mod exchange;
mod explain;
mod export;
mod failed_calls;
mod help;
mod hostile_text;
mod import;
mod input_files;
mod lists;
mod live_session;
mod member;
mod operator_policy;
mod organization;
mod pem;
mod ping;
mod project;
mod project_issuers;
mod project_keys;
mod put_whole_object;
mod raw_items;
mod session_create;
mod session_show_revoke;
mod tables;
mod terminal_output;
mod undelivered_credentials;
mod update;
mod write_target;
