//! The workspace's programs, which tests start as processes.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Returns the path of a program that cargo built for the tests.
///
/// `cargo test` builds all programs of the workspace before it runs a test, but `cargo test -p` does not. This function
/// therefore panics if the program is older than its sources.
pub fn program(name: &str) -> PathBuf {
    let packages: &[&str] = match name {
        "org-discovery" => &["."],
        _ => &[".", "admin", name],
    };
    let program = profile_folder().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        is_current(&program, packages),
        "{} is missing or outdated: run `cargo build --bins` first",
        program.display()
    );
    program
}

/// Creates and returns a folder for files that the test programs write, such as log lines and responses.
pub fn output_folder(name: &str) -> PathBuf {
    let target = profile_folder().parent().expect("target/<profile>").to_owned();
    let folder = target.join("tmp").join(name);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Returns the name of the running test program, without the hash that cargo adds.
pub fn test_program() -> String {
    let program = env::current_exe().expect("this program");
    let stem = program.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    stem.rsplit_once('-').map_or(stem, |(name, _)| name).to_owned()
}

fn profile_folder() -> PathBuf {
    let test = env::current_exe().expect("this program");
    test.ancestors().nth(2).expect("target/<profile>/deps/<test>").to_owned()
}

/// Returns true if the program exists and is not older than the sources of its packages.
fn is_current(program: &Path, packages: &[&str]) -> bool {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    modified(program).is_some_and(|built| {
        packages.iter().all(|package| is_older(&workspace.join(package).join("src"), built))
    })
}

/// Returns true if every file in a folder was last modified before this time.
fn is_older(folder: &Path, time: SystemTime) -> bool {
    fs::read_dir(folder).expect("a folder of code").all(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            is_older(&path, time)
        } else {
            modified(&path).is_some_and(|changed| changed <= time)
        }
    })
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
