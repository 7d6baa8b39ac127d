//! The options of `cargo local`.

use std::{net::IpAddr, path::PathBuf};

use lexopt::{Arg, Parser, ValueExt};

pub const HELP: &str = "\
Serves organization discovery on this machine: the function's own handler, an embedded engine, and demo data.

cargo local [OPTIONS]

  --port PORT            where to answer (default 9000; 0 takes a free one)
  --host ADDRESS         on which address (default 127.0.0.1)
  --dynamodb-port PORT   where the engine answers (default 8000; 0 takes a free one)
  --dynamodb-host ADDR   on which address (default 127.0.0.1; a `sam local invoke` container needs 0.0.0.0)
  --data FILE            load this file too, in any form that `orgctl import` takes; may be given several times
  --no-demo              leave the demo data out
  --json                 print one line of JSON once everything is ready, and nothing else
  --help                 print this
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
