//! `orgctl` with a terminal as its standard output.

use std::{
    fs::{File, OpenOptions},
    io::Read,
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use tokio::task::spawn_blocking;

use super::Orgctl;

impl Orgctl {
    /// Runs the program and returns its output to the terminal. It must succeed.
    pub async fn on_terminal(&self, arguments: &[&str]) -> String {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudoterminal");
        grantpt(&controller).and_then(|()| unlockpt(&controller)).expect("unlocked");
        let name = ptsname(&controller, Vec::new()).expect("a name").into_string().expect("text");
        let terminal = OpenOptions::new().read(true).write(true).open(name).expect("a terminal");
        let mut child = self.spawn_to(arguments, terminal.into());
        let written = spawn_blocking(move || {
            let mut written = Vec::new();
            // Linux reports the end of the output as an error, because no process has the terminal open any more.
            let _ = File::from(controller).read_to_end(&mut written);
            written
        });
        assert!(child.wait().await.expect("a process").success());
        let written = String::from_utf8(written.await.expect("read")).expect("text");
        // The terminal converts line feeds to CRLF.
        written.replace("\r\n", "\n")
    }
}
