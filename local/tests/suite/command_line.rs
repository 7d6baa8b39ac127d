//! Options, usage errors, and ports in use.

use tokio::net::TcpListener;

use test_support::local::ProgramOutput;

#[tokio::test]
async fn help_lists_every_option() {
    for option in ["--help", "-h"] {
        let output = ProgramOutput::of(&[option]).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
        for option in [
            "--port PORT",
            "--host ADDRESS",
            "--dynamodb-port PORT",
            "--dynamodb-host ADDR",
            "--data FILE",
            "--no-demo",
            "--json",
            "--help",
        ] {
            assert!(output.stdout.contains(&format!("\n  {option} ")), "{option} in {}", output.stdout);
        }
    }
}

#[tokio::test]
async fn usage_error_exits_with_code_2() {
    let cases: [&[&str]; 8] = [
        &["--prot", "9000"],
        &["-p", "9000"],
        &["data.json"],
        &["--port"],
        &["--port", "http"],
        &["--port", "65536"],
        &["--host", "localhost"],
        &["--json=yes"],
    ];
    let mut messages = Vec::new();
    for arguments in cases {
        let output = ProgramOutput::of(arguments).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        messages.push(output.stderr.trim_end().to_owned());
    }
    insta::assert_snapshot!(messages.join("\n"), @r#"
    invalid option '--prot'; `cargo local --help` lists the options
    invalid option '-p'; `cargo local --help` lists the options
    unexpected argument "data.json"; `cargo local --help` lists the options
    missing argument for option '--port'; `cargo local --help` lists the options
    cannot parse argument "http": invalid digit found in string; `cargo local --help` lists the options
    cannot parse argument "65536": number too large to fit in target type; `cargo local --help` lists the options
    cannot parse argument "localhost": invalid IP address syntax; `cargo local --help` lists the options
    unexpected argument for option '--json': "yes"; `cargo local --help` lists the options
    "#);
}

#[tokio::test]
async fn port_in_use_is_reported_with_option() {
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = taken.local_addr().expect("an address");
    let port = address.port().to_string();
    let (function_port, dynamodb_port) =
        (["--port", &port, "--dynamodb-port", "0"], ["--port", "0", "--dynamodb-port", &port]);
    for (arguments, option) in [(function_port, "--port"), (dynamodb_port, "--dynamodb-port")] {
        let output = ProgramOutput::of(&arguments).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{option}");
        let start = format!("cannot listen on {address}: ");
        let end = format!("; select another port with {option}\n");
        assert!(output.stderr.starts_with(&start) && output.stderr.ends_with(&end), "{}", output.stderr);
        assert_eq!(output.stderr.lines().count(), 1, "{}", output.stderr);
    }
}

#[tokio::test]
async fn unavailable_host_address_is_reported() {
    let output = ProgramOutput::of(&["--host", "192.0.2.1", "--port", "0", "--dynamodb-port", "0"]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    assert!(output.stderr.starts_with("cannot listen on 192.0.2.1:0: "), "{}", output.stderr);
}
