//! Options, usage errors, and ports in use.

use tokio::net::TcpListener;

use test_support::local::ProgramOutput;

#[tokio::test]
async fn help_lists_every_option() {
    for option in ["--help", "-h"] {
        let output = ProgramOutput::of(&[option]).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
        assert_eq!(output.stdout, include_str!("expected/help.txt"));
    }
}

#[tokio::test]
async fn usage_error_exits_with_code_2() {
    let cases: [&[&str]; 21] = [
        &["--prot", "9000"],
        &["-p", "9000"],
        &["data.json"],
        &["\u{1b}[2J"],
        &["--port"],
        &["--port", "--json"],
        &["--port="],
        &["--port", "abc"],
        &["--port", "99999"],
        &["--port=-1"],
        &["--dynamodb-port", "abc"],
        &["--dynamodb-port"],
        &["--host"],
        &["--host", ""],
        &["--host", "localhost:9000"],
        &["--dynamodb-host", "http://localhost"],
        &["--data"],
        &["--data", "missing.json"],
        &["--data", "."],
        &["--data", "\u{1b}[2J.json"],
        &["--json=yes"],
    ];
    let mut messages = Vec::new();
    for arguments in cases {
        let output = ProgramOutput::of(arguments).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        messages.push(output.stderr.trim_end().to_owned());
    }
    let end = "; `cargo local --help` lists the options";
    assert!(messages.iter().all(|message| message.ends_with(end)), "{messages:?}");
    insta::assert_snapshot!(messages.join("\n").replace(end, ""), @r#"
    --prot is not an option
    -p is not an option
    data.json is not an option; expected --data FILE for a file
    \u{1b}[2J is not an option; expected --data FILE for a file
    --port has no value; expected a port number from 0 to 65535
    --port has no value; expected a port number from 0 to 65535
    --port has no value; expected a port number from 0 to 65535
    --port abc: expected a port number from 0 to 65535
    --port 99999: expected a port number from 0 to 65535
    --port -1: expected a port number from 0 to 65535
    --dynamodb-port abc: expected a port number from 0 to 65535
    --dynamodb-port has no value; expected a port number from 0 to 65535
    --host has no value; expected an IP address or a host name, such as 127.0.0.1 or localhost
    --host has no value; expected an IP address or a host name, such as 127.0.0.1 or localhost
    --host localhost:9000: expected an IP address or a host name, such as 127.0.0.1 or localhost
    --dynamodb-host http://localhost: expected an IP address or a host name, such as 127.0.0.1 or localhost
    --data has no value; expected a file that `orgctl import` accepts
    --data missing.json: No such file or directory (os error 2); expected a file that `orgctl import` accepts
    --data .: Is a directory (os error 21); expected a file that `orgctl import` accepts
    --data \u{1b}[2J.json: No such file or directory (os error 2); expected a file that `orgctl import` accepts
    --json yes: this option has no value
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
        assert_eq!(
            output.stderr,
            format!(
                "port {port} is already in use on 127.0.0.1; select another port with {option}, or a free one with \
                 {option} 0\n"
            )
        );
    }
}

#[tokio::test]
async fn unavailable_host_is_reported() {
    let free_ports = ["--port", "0", "--dynamodb-port", "0"];
    let mut messages = Vec::new();
    for host in [["--host", "192.0.2.1"], ["--dynamodb-host", "192.0.2.1"], ["--host", "nowhere.invalid"]] {
        let output = ProgramOutput::of(&[&free_ports[..], &host].concat()).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{host:?}");
        messages.push(output.stderr);
    }
    let unresolved = messages.pop().expect("a message");
    let start = "--host nowhere.invalid: the host name has no address: ";
    let end = "; expected an IP address or a host name of this machine\n";
    assert!(unresolved.starts_with(start) && unresolved.ends_with(end), "{unresolved}");
    insta::assert_snapshot!(messages.concat(), @"
    cannot listen on 192.0.2.1:0: Cannot assign requested address (os error 99); select an address of this machine with --host
    cannot listen on 192.0.2.1:0: Cannot assign requested address (os error 99); select an address of this machine with --dynamodb-host
    ");
}
