//! The version of the programs, which all packages of the workspace share.

/// The version according to [Semantic Versioning](https://semver.org/).
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit of the sources: twelve or more hexadecimal digits, `development` in an unoptimized build, or `unknown` if the
/// sources were not in a git repository.
pub const COMMIT: &str = env!("COMMIT");

/// The version with the commit as build metadata, such as `0.1.0+0123456789ab`.
pub const VERSION_AND_COMMIT: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("COMMIT"));
