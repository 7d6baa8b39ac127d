//! The options of `cargo local`.

use std::{ffi::OsString, fmt::Display, path::PathBuf};

use lexopt::{Arg, Parser};

use crate::{data_file::DataFile, host::Host};

pub const HELP: &str = "\
Serves the discovery function and the exchange function on this machine, with an embedded DynamoDB-compatible endpoint
and demo data.

Usage: cargo local [OPTIONS]

  --port PORT            port of the two functions; 0 selects a free port (default 9000)
  --host ADDRESS         IP address or host name of the two functions (default 127.0.0.1)
  --dynamodb-port PORT   port of the DynamoDB-compatible endpoint; 0 selects a free port (default 8000)
  --dynamodb-host ADDR   its IP address or host name; `sam local invoke` containers need 0.0.0.0 (default 127.0.0.1)
  --data FILE            load this file too, in any format that `orgctl import` accepts; may be repeated (default none)
  --no-demo              do not load the demo data (default: load it)
  --playground           serve the playground although --host is not a loopback address
  --no-playground        do not serve the playground (default: served at / if --host is a loopback address)
  --verbose              print every session with its request, and how other programs connect (default: three lines)
  --json                 print one line of JSON when the functions are ready, and nothing else (default: text)
  --version              print the version and the commit of the sources
  --help                 print this help

Examples:
  cargo local --data acme.json --no-demo
  cargo local --port 9001 --dynamodb-port 8001
";

const PORT: &str = "a port number from 0 to 65535";
const HOST: &str = "an IP address or a host name, such as 127.0.0.1 or localhost";
const FILE: &str = "a file that `orgctl import` accepts";

pub struct Options {
    pub host: Host,
    pub port: u16,
    pub dynamodb_host: Host,
    pub dynamodb_port: u16,
    pub data: Vec<DataFile>,
    pub demo: bool,
    /// True if the playground is requested, false if it is excluded.
    pub playground: Option<bool>,
    pub output: Output,
}

/// The text on stdout once the functions are ready.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Output {
    /// Three lines.
    #[default]
    Short,
    /// Everything.
    Verbose,
    /// One line of JSON.
    Json,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: Host::default(),
            port: 9000,
            dynamodb_host: Host::default(),
            dynamodb_port: 8000,
            data: Vec::new(),
            demo: true,
            playground: None,
            output: Output::default(),
        }
    }
}

/// The task that the arguments request.
pub enum Command {
    Serve(Options),
    PrintHelp,
    PrintVersion,
}

/// Parses the options and reads the data files. The error names the option, its value and what is expected.
pub fn read(mut parser: Parser) -> Result<Command, String> {
    let mut options = Options::default();
    while let Some(argument) = parser.next().map_err(|error| error_text(&error))? {
        match argument {
            Arg::Long("host") => options.host = host("--host", &mut parser)?,
            Arg::Long("port") => options.port = port("--port", &mut parser)?,
            Arg::Long("dynamodb-host") => options.dynamodb_host = host("--dynamodb-host", &mut parser)?,
            Arg::Long("dynamodb-port") => options.dynamodb_port = port("--dynamodb-port", &mut parser)?,
            Arg::Long("data") => options.data.push(data_file(&mut parser)?),
            Arg::Long("no-demo") => options.demo = false,
            Arg::Long("playground") => options.playground = Some(true),
            Arg::Long("no-playground") => options.playground = Some(false),
            Arg::Long("verbose") => options.output = Output::Verbose,
            Arg::Long("json") => options.output = Output::Json,
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::PrintHelp),
            Arg::Long("version") | Arg::Short('V') => return Ok(Command::PrintVersion),
            Arg::Long(name) => return Err(format!("--{name} is not an option")),
            Arg::Short(name) => return Err(format!("-{name} is not an option")),
            Arg::Value(value) => {
                return Err(format!("{} is not an option; expected --data FILE for a file", value.display()));
            }
        }
    }
    Ok(Command::Serve(options))
}

fn port(option: &str, parser: &mut Parser) -> Result<u16, String> {
    let text = text(option, PORT, parser)?;
    text.parse().map_err(|_| invalid(option, &text, PORT))
}

fn host(option: &str, parser: &mut Parser) -> Result<Host, String> {
    let text = text(option, HOST, parser)?;
    Host::parse(&text).ok_or_else(|| invalid(option, &text, HOST))
}

fn data_file(parser: &mut Parser) -> Result<DataFile, String> {
    let path = PathBuf::from(value("--data", FILE, parser)?);
    DataFile::read(&path).map_err(|error| format!("--data {}: {error}; expected {FILE}", path.display()))
}

fn invalid(option: &str, value: impl Display, expected: &str) -> String {
    format!("{option} {value}: expected {expected}")
}

fn text(option: &str, expected: &str, parser: &mut Parser) -> Result<String, String> {
    let value = value(option, expected, parser)?;
    value.into_string().map_err(|value| invalid(option, value.display(), expected))
}

/// Returns the value of an option. The name of another option is not a value, because the value was forgotten.
fn value(option: &str, expected: &str, parser: &mut Parser) -> Result<OsString, String> {
    let missing = || format!("{option} has no value; expected {expected}");
    let value = parser.value().map_err(|_| missing())?;
    if value.to_str().is_some_and(|text| text.is_empty() || text.starts_with("--")) {
        return Err(missing());
    }
    Ok(value)
}

fn error_text(error: &lexopt::Error) -> String {
    match error {
        lexopt::Error::UnexpectedValue { option, value } => {
            format!("{option} {}: this option has no value", value.display())
        }
        error => error.to_string(),
    }
}
