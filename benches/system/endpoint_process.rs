//! The DynamoDB-compatible endpoint, in a separate process.

use std::{
    env,
    future::pending,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use org_discovery_local::embedded_endpoint;
use tokio::net::TcpListener;

/// The argument with which this program runs as the endpoint.
pub const ROLE: &str = "endpoint";

/// A running endpoint. Dropping it ends the process.
#[derive(Debug)]
pub struct EndpointProcess {
    process: Child,
    pub url: String,
}

impl EndpointProcess {
    pub fn port(&self) -> u16 {
        let port = self.url.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        port.expect("the address of an endpoint")
    }
}

impl Drop for EndpointProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn start() -> EndpointProcess {
    let program = env::current_exe().expect("this program");
    let mut process =
        Command::new(program).arg(ROLE).stdout(Stdio::piped()).spawn().expect("a child process");
    let mut url = String::new();
    BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut url).expect("its address");
    EndpointProcess { process, url: url.trim().to_owned() }
}

/// Serves until the process is killed.
#[tokio::main(flavor = "current_thread")]
pub async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", embedded_endpoint::url_of(&listener).expect("an address"));
    embedded_endpoint::start(listener).expect("a database");
    pending::<()>().await;
}
