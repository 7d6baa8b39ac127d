# Helpers for the other scripts in this folder, which source this file from the project's root.
# Tools are installed in target/tools and reinstalled when their list changes.

# one_at_a_time NAME COMMAND...: runs the command, after every other command with this name. `.ci/run` runs two jobs at a time, and
# both may install the same tool. macOS has no flock.
one_at_a_time() {
  mkdir -p target/tools
  (
    if command -v flock >/dev/null; then flock 9; fi
    "${@:2}" 9>&-
  ) 9>"target/tools/.$1.lock"
}

# venv NAME [UV OPTION...]: creates target/tools/NAME from .ci/NAME.txt
venv() {
  one_at_a_time "$1" install_list "$1" python_packages "target/tools/$1" ".ci/$1.txt" "${@:2}"
}

# install_list NAME COMMAND...: runs the command, unless target/tools/NAME was installed from the same .ci/NAME.txt
install_list() {
  local list=".ci/$1.txt" dir="target/tools/$1"
  if ! cmp --silent "$list" "$dir/installed.txt"; then
    rm -rf "$dir"
    "${@:2}"
    cp "$list" "$dir/installed.txt"
  fi
}

# python_packages DIRECTORY LIST [UV OPTION...]: creates a virtual environment with these packages. uv needs a third of pip's time.
# Compiles the packages, because some programs start often, and Python may not be allowed to write the compiled code.
python_packages() {
  one_at_a_time uv install_list uv install_uv
  # uv does not read pip's settings.
  local index=${PIP_INDEX_URL:-$(python3 -m pip config get global.index-url 2>/dev/null || true)}
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX=$index; fi
  target/tools/uv/bin/uv venv --quiet --no-config --no-python-downloads --python "$(command -v python3)" "$1"
  target/tools/uv/bin/uv pip install --quiet --no-config --compile-bytecode --python "$1/bin/python" "${@:3}" --requirement "$2"
}
install_uv() {
  python3 -m venv target/tools/uv
  target/tools/uv/bin/pip install --quiet --disable-pip-version-check --requirement .ci/uv.txt
}

# The Rust tools and the Rust client share one build folder, without debug information, because they are only run.
export_tools_build() {
  export CARGO_TARGET_DIR=$PWD/target/tools/build CARGO_PROFILE_DEV_DEBUG=false
}

# cargo_tool CRATE VERSION: installs a program in target/tools/bin. Does nothing if this version is already installed.
# Without optimization, because compiling takes longer than using the program.
cargo_tool() (
  export_tools_build
  cargo install "$1" --debug --locked --version "$2" --root target/tools --quiet
)

# debian_packages PROGRAM PACKAGE...: installs Debian's packages, unless the program is already installed
debian_packages() {
  one_at_a_time packages install_packages "$@"
}
install_packages() {
  if ! command -v "$1" >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
  fi
}

# architecture: prints Lambda's name for this machine's architecture
architecture() {
  case $(uname -m) in
    aarch64 | arm64) echo arm64 ;;
    *) echo x86_64 ;;
  esac
}

# install_chromium: installs Debian's Chromium, unless $CHROMIUM names a browser
install_chromium() {
  [ -n "${CHROMIUM:-}" ] || debian_packages chromium chromium fonts-dejavu
}
