# Helpers of the scripts beside this file, which read it with `.` from the project's root.
# Whatever they install goes to target/tools, and is kept there until its list changes.

# venv NAME [PIP OPTION...]: makes target/tools/NAME from .ci/NAME.txt
venv() {
  local list=".ci/$1.txt" dir="target/tools/$1"
  shift
  if ! cmp --silent "$list" "$dir/installed.txt"; then
    rm -rf "$dir"
    python3 -m venv "$dir"
    "$dir/bin/pip" install --quiet --disable-pip-version-check "$@" --requirement "$list"
    cp "$list" "$dir/installed.txt"
  fi
}

# free_ports N: prints N ports of loopback that nobody listens on
free_ports() {
  python3 -c '
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))' "$1"
}

# architecture: prints this machine's processor in Lambda's words
architecture() {
  case $(uname -m) in
    aarch64 | arm64) echo arm64 ;;
    *) echo x86_64 ;;
  esac
}
