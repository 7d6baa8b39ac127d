//! Which processor runs what, and how long something has run.

use std::{fs, time::Duration};

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_setaffinity};

/// Where the functions run, alone.
pub const FIRST: usize = 0;
/// Where the DynamoDB-compatible endpoint and the callers run.
pub const SECOND: usize = 1;

/// This thread, and every process that it starts, runs there from now on. A machine that cannot do it is told of.
#[cfg(target_os = "linux")]
pub fn run_on(processor: usize) {
    let mut set = CpuSet::new();
    set.set(processor);
    if let Err(error) = sched_setaffinity(None, &set) {
        println!("processors are not kept apart: {error}");
    }
}

/// The same, where it cannot be said.
#[cfg(not(target_os = "linux"))]
pub fn run_on(_: usize) {}

/// How long a process rests before its time is read.
pub const REST: Duration = Duration::from_millis(20);

/// How long all threads of a process have run, in microseconds, once it has come to rest.
pub async fn time_at_rest(process: u32) -> f64 {
    tokio::time::sleep(REST).await;
    time_of(process)
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
