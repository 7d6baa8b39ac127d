//! Passes the commit of the sources to the library, for `GET /health`, log lines and `orgctl --version`.
//!
//! `ORG_DISCOVERY_COMMIT` names the commit of sources that are not in a git repository. There is no build time, so that
//! a build of the same commit is reproducible. Development builds have no commit, so that a commit does not compile the
//! library again.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

const OVERRIDE: &str = "ORG_DISCOVERY_COMMIT";

fn main() {
    println!("cargo::rerun-if-env-changed={OVERRIDE}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=COMMIT={}", commit());
}

fn commit() -> String {
    if let Some(commit) = env::var(OVERRIDE).ok().filter(|commit| !commit.is_empty()) {
        return commit;
    }
    if env::var("PROFILE").is_ok_and(|profile| profile != "release") {
        return "development".to_owned();
    }
    commit_of_repository().unwrap_or_else(|| "unknown".to_owned())
}

/// Returns the commit that is checked out, or `None` if the sources do not belong to a repository.
fn commit_of_repository() -> Option<String> {
    // Sources of an archive may be inside of a repository that does not contain them.
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    watch(&git_path("HEAD")?);
    if let Some(branch) = git(&["symbolic-ref", "--quiet", "HEAD"]) {
        watch_branch(&git_path(&branch)?)?;
    }
    Some(commit)
}

/// Returns the path of a file in the repository's folder, which a worktree has elsewhere.
fn git_path(name: &str) -> Option<PathBuf> {
    git(&["rev-parse", "--git-path", name]).map(PathBuf::from)
}

/// Watches the file with the commit of a branch. Without one, the commit is in `packed-refs`, and the next commit creates
/// the file.
fn watch_branch(file: &Path) -> Option<()> {
    if file.exists() {
        watch(file);
        return Some(());
    }
    watch(&git_path("packed-refs")?);
    watch(file.ancestors().skip(1).find(|folder| folder.exists())?);
    Some(())
}

/// Runs this script again when the file changes. Cargo would run it in every build for a file that does not exist.
fn watch(file: &Path) {
    if file.exists() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
