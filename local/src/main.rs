//! `cargo local`: the two functions on this machine, with an embedded DynamoDB-compatible endpoint and demo data.
//!
//! - `options`, `data_file`: the command line and the files that it names.
//! - `host`: listens on the addresses of a host.
//! - `load_data`: creates the tables, and loads the demo data and the data files.
//! - `http_server`: serves the handlers of the two functions.
//! - `printed_session`: a loaded session with its credentials.
//! - `playground`: the page that shows and explains the answers.
//! - `announcement`: the text or the line of JSON that is printed once the functions are ready.
//!
//! The library has the parts that tests share: the embedded endpoint and the signing key.

mod announcement;
mod data_file;
mod host;
mod http_server;
mod load_data;
mod options;
mod playground;
mod printed_session;

use std::{error::Error, io::Write, process::ExitCode};

use org_discovery::{
    domain::{SystemClock, SystemEntropy},
    http::{App, install_panic_hook},
    store::dynamodb::DynamoDb,
    telemetry::{FunctionInfo, LogSubscriber, Telemetry},
    version::{COMMIT, VERSION, VERSION_AND_COMMIT},
};
use org_discovery_admin::terminal;
use tokio::signal::unix::{SignalKind, signal};

use announcement::{Addresses, Announcement};
use host::Listeners;
use http_server::Functions;
use load_data::DataLoader;
use options::{Command, Options, Output};
use org_discovery_exchange::ExchangeApp;
use org_discovery_local::embedded_endpoint::{self, EmbeddedEndpoint};
use playground::{AllowedHosts, LogLines, Playground};

#[tokio::main]
async fn main() -> ExitCode {
    match options::read(lexopt::Parser::from_env()) {
        Ok(Command::Serve(options)) => match run(options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string(), 1),
        },
        Ok(Command::PrintHelp) => {
            print!("{}", options::HELP);
            ExitCode::SUCCESS
        }
        Ok(Command::PrintVersion) => {
            println!("org-discovery-local {VERSION} (commit {COMMIT})");
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
    let function = FunctionInfo::read(|name| std::env::var(name).ok())?.with_version(VERSION_AND_COMMIT);
    let log_lines = LogLines::default();
    let shown_lines = log_lines.clone();
    let telemetry = Telemetry::new(function, SystemClock, move |line| {
        shown_lines.push(line);
        // A closed stderr does not end the program.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    });
    tracing::subscriber::set_global_default(LogSubscriber::new(telemetry.clone()))?;
    install_panic_hook();
    // The end of the program deletes the playground's copies of the tables.
    let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        ended = serve(options, telemetry, log_lines) => ended,
        _ = tokio::signal::ctrl_c() => Ok(()),
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
    }
}

async fn serve(options: Options, telemetry: Telemetry, log_lines: LogLines) -> Result<(), Box<dyn Error>> {
    let functions = options.host.listen(options.port, "").await?;
    let dynamodb = options.dynamodb_host.listen(options.dynamodb_port, "dynamodb-").await?;
    let addresses = Addresses {
        url: embedded_endpoint::url_of(&functions.first)?,
        dynamodb_url: embedded_endpoint::url_of(&dynamodb.first)?,
    };
    warn_about_network(&options, &functions, &dynamodb);
    let serves_playground = options.playground.unwrap_or(!functions.are_public());
    let endpoint = embedded_endpoint::start_on(dynamodb.first, dynamodb.others)?;
    let data = DataLoader::new(endpoint.client.clone(), options.data, options.demo)?;
    let sessions = data.load().await?;
    let served = start_functions(&endpoint, &data, telemetry.clone()).await?;
    data.warnings().iter().for_each(|warning| warn(warning));
    let announcement = Announcement {
        data: &data,
        sessions: &sessions,
        addresses: &addresses,
        playground: serves_playground,
    };
    announce(&announcement, options.output)?;
    let hosts = AllowedHosts::with(options.host);
    let parts = playground::Parts { endpoint, data, sessions, telemetry, log_lines, hosts, addresses };
    let playground = serves_playground.then(|| Playground::router(parts));
    Ok(http_server::serve(functions.first, functions.others, served, playground).await?)
}

/// Creates the two functions. The discovery function has read its project before the first request.
async fn start_functions(
    endpoint: &EmbeddedEndpoint,
    data: &DataLoader,
    telemetry: Telemetry,
) -> Result<Functions, Box<dyn Error>> {
    let DataLoader { project_id, tables, signing_key, .. } = data;
    let store = DynamoDb::new(endpoint.client.clone(), tables.clone());
    let discovery = App::new(store, SystemClock, SystemEntropy, project_id.clone());
    discovery.warm_up().await?;
    let (client, tables, project) = (endpoint.client.clone(), tables.clone(), project_id.clone());
    let exchange = ExchangeApp::new(client, tables, project, SystemClock, SystemEntropy, signing_key.clone());
    Ok(Functions { discovery, exchange, telemetry })
}

fn announce(announcement: &Announcement<'_>, output: Output) -> std::io::Result<()> {
    let text = match output {
        Output::Short => announcement.short_text(),
        Output::Verbose => announcement.full_text(),
        Output::Json => format!("{}\n", terminal::escape_json(&announcement.json().to_string())),
    };
    std::io::stdout().write_all(text.as_bytes())?;
    std::io::stdout().flush()
}

/// Warns about listeners that other machines can reach.
fn warn_about_network(options: &Options, functions: &Listeners, dynamodb: &Listeners) {
    if functions.are_public() {
        let data = if options.playground == Some(true) {
            ", and read and change the data with the playground"
        } else {
            ""
        };
        warn(&format!(
            "--host {}: everybody on the network can use these functions, because the demo's secret is public{data}",
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
