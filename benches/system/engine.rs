//! The engine, as a process of its own.

use std::{
    env,
    future::pending,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use tokio::net::TcpListener;

use super::local_engine::{start as start_on, url_of};

/// The argument that makes this program an engine.
pub const ROLE: &str = "engine";

/// A running engine; ends when it is dropped.
#[derive(Debug)]
pub struct Engine {
    process: Child,
    pub url: String,
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn start() -> Engine {
    let program = env::current_exe().expect("this program");
    let mut process =
        Command::new(program).arg(ROLE).stdout(Stdio::piped()).spawn().expect("another of this program");
    let mut url = String::new();
    BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut url).expect("its address");
    Engine { process, url: url.trim().to_owned() }
}

/// Serves until the process is ended.
#[tokio::main(flavor = "current_thread")]
pub async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", url_of(&listener).expect("an address"));
    start_on(listener).expect("a database");
    pending::<()>().await;
}
