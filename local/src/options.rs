//! The options of `cargo local`.

use std::{net::IpAddr, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt};

pub const HELP: &str = "\
Serves the function on this machine, with an embedded DynamoDB-compatible endpoint and demo data.

Usage: cargo local [OPTIONS]

  --port PORT            the port of the function (default 9000; 0 selects a free port)
  --host ADDRESS         the address of the function (default 127.0.0.1)
  --dynamodb-port PORT   the port of the DynamoDB-compatible endpoint (default 8000; 0 selects a free port)
  --dynamodb-host ADDR   its address (default 127.0.0.1; `sam local invoke` containers need 0.0.0.0)
  --data FILE            load this file too, in any format that `orgctl import` accepts; may be repeated
  --no-demo              do not load the demo data
  --json                 print one line of JSON when the service is ready, and nothing else
  --help                 print this help
";

pub struct Options {
    pub host: IpAddr,
    pub port: u16,
    pub dynamodb_host: IpAddr,
    pub dynamodb_port: u16,
    pub data: Vec<PathBuf>,
    pub demo: bool,
    pub json: bool,
}

/// Parses the options; `None` for `--help`.
pub fn read(mut parser: Parser) -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options {
        host: IpAddr::from([127, 0, 0, 1]),
        port: 9000,
        dynamodb_host: IpAddr::from([127, 0, 0, 1]),
        dynamodb_port: 8000,
        data: Vec::new(),
        demo: true,
        json: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("host") => options.host = parser.value()?.parse()?,
            Arg::Long("port") => options.port = parser.value()?.parse()?,
            Arg::Long("dynamodb-host") => options.dynamodb_host = parser.value()?.parse()?,
            Arg::Long("dynamodb-port") => options.dynamodb_port = parser.value()?.parse()?,
            Arg::Long("data") => options.data.push(parser.value()?.into()),
            Arg::Long("no-demo") => options.demo = false,
            Arg::Long("json") => options.json = true,
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}
