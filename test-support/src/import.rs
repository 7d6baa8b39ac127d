//! The import of data files.

use org_discovery::domain::{SystemEntropy, Timestamp};
use org_discovery_admin::{
    Writer,
    import::{CheckedImport, ImportError, ImportOptions, LoadedSession, Source},
};

/// Checks data files, given as names and contents.
pub fn check_files<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Result<CheckedImport, ImportError> {
    let source = |(name, bytes): &(&str, B)| Source::in_memory(*name, bytes.as_ref());
    CheckedImport::check(files.iter().map(source).collect(), ImportOptions::local())
}

/// Imports checked data and returns its sessions.
pub async fn load_into(writer: &Writer, data: &CheckedImport, now: Timestamp) -> Vec<LoadedSession> {
    data.load(writer, now, &SystemEntropy).await.expect("loaded data")
}
