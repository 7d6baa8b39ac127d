//! Completions for bash.
//!
//! Bash splits words at the characters `:`, `=` and `@`, and the script of `clap_complete` passes these parts as words.
//! This script passes whole words, so that URLs, addresses and `--option=value` are completed.

use std::{ffi::OsString, io, path::Path};

use clap_complete::env::{self, EnvCompleter};

use crate::shell_word::quoted;

pub struct Bash;

const SCRIPT: &str = r#"_NAME_completions() {
    local line=$COMP_LINE words=() index=-1 typed='' i last word candidate
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        word=${COMP_WORDS[i]}
        # A part that follows without a space belongs to the word before.
        if [[ $i -eq 0 || $line == [[:space:]]* ]]; then
            words+=('')
        fi
        last=$((${#words[@]} - 1))
        if ((i == COMP_CWORD)); then
            index=$last
            typed=${words[last]}
            if [[ -z $2 && $word == [:=@]* ]]; then
                typed+=$word
            fi
            words[last]=$typed$2
        elif ((last != index)); then
            words[last]+=$word
        fi
        line=${line#*"$word"}
    done
    COMPREPLY=()
    while IFS= read -r -d $'\v' candidate || [[ -n $candidate ]]; do
        candidate=${candidate#"$typed"}
        if [[ -n $candidate && $candidate != '~'* ]]; then
            printf -v candidate '%q' "$candidate"
        fi
        COMPREPLY+=("$candidate")
    done < <(_CLAP_IFS=$'\v' _CLAP_COMPLETE_INDEX=$index VARIABLE=bash COMPLETER -- "${words[@]}" 2>/dev/null)
    if compopt +o nospace 2>/dev/null && [[ ${COMPREPLY-} == *[:=/] ]]; then
        compopt -o nospace
    fi
}
complete -o nospace -o bashdefault -o nosort -F _NAME_completions BINARY 2>/dev/null ||
    complete -o nospace -o bashdefault -F _NAME_completions BINARY
"#;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(
        &self,
        variable: &str,
        name: &str,
        binary: &str,
        completer: &str,
        script: &mut dyn io::Write,
    ) -> io::Result<()> {
        let text = SCRIPT.replace("NAME", name).replace("BINARY", binary).replace("VARIABLE", variable);
        write!(script, "{}", text.replace("COMPLETER", &quoted(completer)))
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        candidates: &mut dyn io::Write,
    ) -> io::Result<()> {
        env::Bash.write_complete(command, words, folder, candidates)
    }
}
