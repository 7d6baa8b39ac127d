//! The processors that programs run on, and the processor time and memory of processes.

use std::{fs, time::Duration};

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, sched_setaffinity};

/// The processor of the functions.
pub const FIRST_PROCESSOR: usize = 0;
/// The processor of the DynamoDB-compatible endpoint and of the callers.
pub const SECOND_PROCESSOR: usize = 1;

/// Pins this thread, and every process that it starts from now on, to a processor. Prints a message if that fails.
#[cfg(target_os = "linux")]
pub fn pin_to(processor: usize) {
    let mut set = CpuSet::new();
    set.set(processor);
    if let Err(error) = sched_setaffinity(None, &set) {
        println!("cannot pin processes to processors, so they share them: {error}");
    }
}

/// Does nothing: pinning is supported on Linux only.
#[cfg(not(target_os = "linux"))]
pub fn pin_to(_: usize) {}

/// The idle time after which a process's processor time is read.
pub const IDLE: Duration = Duration::from_millis(20);

/// Returns the processor time of all threads of a process, in microseconds, after it has become idle.
pub async fn idle_processor_time(process: u32) -> f64 {
    tokio::time::sleep(IDLE).await;
    processor_time(process)
}

/// Returns the processor time of all threads of a process, in microseconds. Exact while the process waits.
pub fn processor_time(process: u32) -> f64 {
    let tasks =
        fs::read_dir(format!("/proc/{process}/task")).expect("a process of this machine, and `/proc`");
    let of_task = |task: fs::DirEntry| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    tasks.filter_map(Result::ok).filter_map(of_task).sum::<f64>() / 1000.0
}

/// Returns the peak resident memory of a process, in KB.
pub fn peak_memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a process, and `/proc`");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
