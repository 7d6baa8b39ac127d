//! Which processor runs what, and how long something has run.

use std::{fs, process::Command};

/// This process and what it starts run on the second processor. A machine without `taskset` puts them where it likes.
pub fn take_second() {
    let own = std::process::id().to_string();
    let taken = Command::new("taskset").args(["--all-tasks", "--cpu-list", "--pid", "1", &own]).output();
    if !taken.is_ok_and(|output| output.status.success()) {
        println!("processors are not kept apart: no second one, or no taskset");
    }
}

/// The same program on the first processor.
pub fn on_first(program: &[String]) -> Command {
    let can_pin = Command::new("taskset").arg("--version").output().is_ok();
    let pinned = ["taskset", "--cpu-list", "0"].map(str::to_owned);
    let words: Vec<&String> = pinned.iter().filter(|_| can_pin).chain(program).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// How long all threads of a process have run, in microseconds. Exact while it waits.
pub fn time_of(process: u32) -> f64 {
    let tasks =
        fs::read_dir(format!("/proc/{process}/task")).expect("a process of this machine, and `/proc`");
    let of_task = |task: fs::DirEntry| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    tasks.filter_map(Result::ok).filter_map(of_task).sum::<f64>() / 1000.0
}

/// What a process has held at most, in KB.
pub fn most_held(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a process, and `/proc`");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
