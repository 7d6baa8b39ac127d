//! The folders that the benchmark reads and writes.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Returns the folder of the results, the built programs, and the peers with their dependencies.
pub fn results() -> PathBuf {
    let folder = target().join("performance");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Returns Cargo's target folder.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").to_owned()
}

/// Returns the folder of a peer's source code.
pub fn peer_sources(peer: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(peer)
}

/// Returns a path as text.
pub fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}
