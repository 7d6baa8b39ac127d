//! `cargo local`: the two functions on this machine, with an embedded DynamoDB-compatible endpoint and demo data.
//!
//! - `options`, `data_file`: the command line and the files that it names.
//! - `host`: listens on the addresses of a host.
//! - `load_data`: creates the tables, and loads the demo data and the data files.
//! - `http_server`: serves the handlers of the two functions.
//! - `announcement`: the text or the line of JSON that is printed once the functions are ready.
//!
//! The library has the parts that tests share: the embedded endpoint and the signing key.

mod announcement;
mod data_file;
mod host;
mod http_server;
mod load_data;
mod options;

use std::{error::Error, io::Write, process::ExitCode};

use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, install_panic_hook},
    store::dynamodb::DynamoDb,
    telemetry::{FunctionInfo, LogSubscriber, Telemetry},
};
use org_discovery_admin::terminal;
use tokio::signal::unix::{SignalKind, signal};

use announcement::Addresses;
use host::Listeners;
use http_server::Functions;
use load_data::{LoadedData, load_data};
use options::Options;
use org_discovery_exchange::ExchangeApp;
use org_discovery_local::embedded_endpoint;

#[tokio::main]
async fn main() -> ExitCode {
    match options::read(lexopt::Parser::from_env()) {
        Ok(Some(options)) => match run(options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string(), 1),
        },
        Ok(None) => {
            print!("{}", options::HELP);
            ExitCode::SUCCESS
        }
        Err(error) => fail(&format!("{error}; `cargo local --help` lists the options"), 2),
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    for line in message.lines() {
        eprintln!("{}", terminal::escape(line));
    }
    ExitCode::from(code)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    // Stdout is for the announcement alone. Log lines of the functions go to stderr.
    let function = FunctionInfo::read(|name| std::env::var(name).ok())?;
    let telemetry = Telemetry::new(function, SystemClock, |line| {
        // A closed stderr does not end the program.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    });
    tracing::subscriber::set_global_default(LogSubscriber::new(telemetry.clone()))?;
    install_panic_hook();
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = serve(options, telemetry) => ended,
        _ = tokio::signal::ctrl_c() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

async fn serve(options: Options, telemetry: Telemetry) -> Result<(), Box<dyn Error>> {
    let functions = options.host.listen(options.port, "").await?;
    let dynamodb = options.dynamodb_host.listen(options.dynamodb_port, "dynamodb-").await?;
    let addresses = Addresses {
        url: embedded_endpoint::url_of(&functions.first)?,
        dynamodb_url: embedded_endpoint::url_of(&dynamodb.first)?,
    };
    warn_about_network(&options, &functions, &dynamodb);
    let client = embedded_endpoint::start_on(dynamodb.first, dynamodb.others)?;
    let data = load_data(client.clone(), options.data, options.demo).await?;
    let store = DynamoDb::new(client.clone(), data.tables.clone());
    let discovery = App::new(store, SystemClock, SystemEntropy, data.project_id.clone());
    discovery.warm_up().await?;
    for warning in &data.warnings {
        warn(warning);
    }
    let announcement = if options.json {
        format!("{}\n", terminal::escape_json(&announcement::json(&data, &addresses).to_string()))
    } else {
        announcement::text(&data, &addresses)
    };
    std::io::stdout().write_all(announcement.as_bytes())?;
    std::io::stdout().flush()?;
    let LoadedData { tables, project_id, signing_key, .. } = data;
    let exchange = ExchangeApp::new(client, tables, project_id, SystemClock, SystemEntropy, signing_key);
    let served = Functions { discovery, exchange, telemetry };
    Ok(http_server::serve(functions.first, functions.others, served).await?)
}

/// Warns about listeners that other machines can reach.
fn warn_about_network(options: &Options, functions: &Listeners, dynamodb: &Listeners) {
    if functions.are_public() {
        warn(&format!(
            "--host {}: everybody on the network can use these functions, because the demo's secret is public",
            options.host
        ));
    }
    if dynamodb.are_public() {
        warn(&format!(
            "--dynamodb-host {}: everybody on the network can read and change the tables, because the endpoint checks no \
             credentials",
            options.dynamodb_host
        ));
    }
}

fn warn(text: &str) {
    eprintln!("warning: {}", terminal::escape(text));
}
