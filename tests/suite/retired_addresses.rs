//! Retired addresses.
