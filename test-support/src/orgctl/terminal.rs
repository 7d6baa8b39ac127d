//! `orgctl` on a terminal.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    process::Stdio,
};

use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};
use tokio::task::spawn_blocking;

use super::Orgctl;

/// The number of columns of the terminal, unless a test sets another.
const COLUMNS: u16 = 200;

impl Orgctl {
    /// Runs the program with a terminal as its standard output, and returns what it wrote. It must succeed.
    pub async fn on_terminal(&self, arguments: &[&str]) -> String {
        self.on_terminal_of_width(COLUMNS, arguments).await
    }

    /// Runs the program with a terminal of this width as its standard output. It must succeed.
    pub async fn on_terminal_of_width(&self, columns: u16, arguments: &[&str]) -> String {
        let (controller, terminal) = open_terminal(columns);
        let mut child = self.spawn_to(arguments, terminal.into());
        let written = spawn_blocking(move || read_to_end(controller));
        assert!(child.wait().await.expect("a process").success());
        written.await.expect("read")
    }

    /// Runs the program with a terminal for all streams, on which a user types `answer`. Returns the exit code and
    /// what the terminal shows.
    pub async fn answered_on_terminal(&self, arguments: &[&str], answer: &str) -> (Option<i32>, String) {
        let (mut controller, terminal) = open_terminal(COLUMNS);
        let stream = || Stdio::from(terminal.try_clone().expect("a terminal"));
        let mut command = self.command(arguments);
        command.stdin(stream()).stdout(stream()).stderr(stream());
        let mut child = command.spawn().expect("a process");
        drop((command, terminal));
        controller.write_all(answer.as_bytes()).expect("written");
        let written = spawn_blocking(move || read_to_end(controller));
        let status = child.wait().await.expect("a process");
        (status.code(), written.await.expect("read"))
    }
}

fn open_terminal(columns: u16) -> (File, File) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudoterminal");
    grantpt(&controller).and_then(|()| unlockpt(&controller)).expect("unlocked");
    let size = Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&controller, size).expect("a size");
    let name = ptsname(&controller, Vec::new()).expect("a name").into_string().expect("text");
    let terminal = OpenOptions::new().read(true).write(true).open(name).expect("a terminal");
    (File::from(controller), terminal)
}

fn read_to_end(mut controller: File) -> String {
    let mut written = Vec::new();
    // Linux reports the end of the output as an error, because no process has the terminal open any more.
    let _ = controller.read_to_end(&mut written);
    // The terminal converts line feeds to CRLF.
    String::from_utf8(written).expect("text").replace("\r\n", "\n")
}
