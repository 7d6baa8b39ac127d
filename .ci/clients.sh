#!/usr/bin/env bash
# Installs the official Stytch clients, and runs their tests and the programs in examples/sdks against `cargo local`.
# Unless ORG_DISCOVERY_LOCAL is set, starts `cargo local` and a stub of a gateway, and calls itself again.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/common.sh

clients=target/tools/clients
go_unavailable="$clients/go-unavailable"
if [ -z "${ORG_DISCOVERY_LOCAL:-}" ]; then
  for program in cargo go java javac mvn node npm python3; do
    if ! command -v "$program" >/dev/null; then
      echo "the clients need $program, which is not installed" >&2
      exit 1
    fi
  done

  # Node resolves its client from the directory of the program, which therefore runs in a copy.
  rm -rf "$clients"
  mkdir -p "$clients"
  cp -R tests/clients/node tests/clients/*.json docs/errors.md "$clients"
  cp examples/sdks/node/*.mjs "$clients/node"
  npm ci --prefix "$clients/node" --no-audit --no-fund --loglevel=error

  python_packages "$clients/python" tests/clients/python/requirements.txt

  cp -R tests/clients/rust "$clients/rust"
  sed -i 's#^path = ".*list.rs"#path = "list.rs"#' "$clients/rust/Cargo.toml"
  (export_tools_build && cargo test --quiet --locked --no-run --manifest-path tests/clients/rust/Cargo.toml)

  mvn --quiet --batch-mode --file tests/clients/java/pom.xml dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$PWD/$clients/java"
  javac -cp "$clients/java/*" -d "$clients/java-tests" tests/clients/java/*.java

  # A module proxy may refuse to serve the Go client. Its tests are then skipped. Any other error is a failure.
  if ! go -C tests/clients/go mod download 2>"$clients/go.log"; then
    cat "$clients/go.log" >&2
    grep --quiet '403 Forbidden' "$clients/go.log"
    touch "$go_unavailable"
  fi

  exec .ci/with-local.sh python3 -B tests/clients/gateway_stub.py .ci/clients.sh
fi

ORG_DISCOVERY_URL=$(python3 -c '
import json, sys
print(json.load(open(sys.argv[1]))["url"])' "$ORG_DISCOVERY_LOCAL")
export ORG_DISCOVERY_URL PYTHONDONTWRITEBYTECODE=1
export ORG_DISCOVERY_CLIENT_SESSIONS=$PWD/$clients/sessions.json
python3 .ci/client_sessions.py python-sync python-async node java go rust >"$ORG_DISCOVERY_CLIENT_SESSIONS"

export_tools_build
# Runs all clients, even after a failure.
status=0
"$clients/python/bin/python" tests/clients/python/test_discovery.py || status=1
"$clients/python/bin/python" tests/clients/python/test_exchange.py || status=1
"$clients/python/bin/python" tests/clients/python/test_gateway.py || status=1
"$clients/python/bin/python" tests/clients/python/test_actions.py || status=1
node --test --test-reporter=spec "$clients/node/discovery.test.mjs" "$clients/node/exchange.test.mjs" || status=1
# One after the other, because both count the requests of the same answers.
node --test --test-reporter=spec "$clients/node/gateway.test.mjs" || status=1
node --test --test-reporter=spec "$clients/node/actions.test.mjs" || status=1
java -cp "$clients/java/*:$clients/java-tests" Discovery tests/clients || status=1
java -cp "$clients/java/*:$clients/java-tests" Exchange || status=1
java -cp "$clients/java/*:$clients/java-tests" Gateway tests/clients || status=1
cargo test --quiet --locked --no-fail-fast --manifest-path tests/clients/rust/Cargo.toml || status=1
if [ -e "$go_unavailable" ]; then
  echo "go: NOT RUN, the module proxy refuses to serve the client"
else
  go -C tests/clients/go test -v -count=1 . || status=1
fi

# example NAME COMMAND...: an example must print the names of the consultant's organizations.
passed=0
failed=0
example() {
  local name=$1 output
  shift
  if output=$("$@") && [ "$output" = $'Acme\nGlobex\nInitech' ]; then
    echo "example $name ... ok"
    passed=$((passed + 1))
  else
    printf 'example %s ... FAILED, it printed:\n%s\n' "$name" "$output"
    failed=$((failed + 1))
  fi
}
example python "$clients/python/bin/python" examples/sdks/python/list.py
example python-actions "$clients/python/bin/python" examples/sdks/python/list_with_actions.py
example node node "$clients/node/list.mjs"
example node-actions node "$clients/node/list_with_actions.mjs"
example java java -cp "$clients/java/*" examples/sdks/java/ListOrganizations.java
example rust cargo run --quiet --locked --manifest-path tests/clients/rust/Cargo.toml --example list
[ -e "$go_unavailable" ] || example go go -C examples/sdks/go run .
echo "examples: $passed passed, $failed failed"

# The requests that the playground offers to copy, with the same clients. Each command ends with the name of the program.
rust_example="cargo run --quiet --locked --example list"
playground=(curl="bash request.sh"
  Node.js="node request.mjs"
  Python="$PWD/$clients/python/bin/python -B request.py"
  Java="java -cp $PWD/$clients/java/* ListOrganizations.java")
python3 -B .ci/playground_code.py requests "$clients/node" "${playground[@]}" || status=1
python3 -B .ci/playground_code.py requests "$clients/rust" Rust="bash -c '$rust_example' list.rs" || status=1
if [ ! -e "$go_unavailable" ]; then
  cp -R examples/sdks/go "$clients/go"
  python3 -B .ci/playground_code.py requests "$clients/go" Go="go run main.go" || status=1
fi
[ "$status" -eq 0 ] && [ "$failed" -eq 0 ]
