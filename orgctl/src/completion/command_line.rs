//! The line that the operator types.

use std::ffi::OsString;

use clap::Parser;

use crate::global_options::GlobalOptions;

/// The words of a line, the incomplete one included.
#[derive(Debug, Clone, Default)]
pub struct CommandLine(Vec<String>);

/// The options of the line that select the tables, the project and the connection.
const CONNECTION: [&str; 6] =
    ["--project", "--table-prefix", "--stack-outputs", "--endpoint-url", "--profile", "--region"];

/// Parses only the options that every command accepts, with their environment variables.
#[derive(Debug, Parser)]
struct Connection {
    #[command(flatten)]
    global: GlobalOptions,
}

impl CommandLine {
    /// Returns the words after `--`, which the script of a shell passes. Words that are not UTF-8 are left out.
    pub fn of_request(arguments: impl Iterator<Item = OsString>) -> Self {
        let words = arguments.skip_while(|argument| argument != "--").skip(1);
        Self(words.filter_map(|word| word.into_string().ok()).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the value of an option, which is the next word or follows `=`.
    pub fn value_of(&self, option: &str) -> Option<&str> {
        let mut words = self.0.iter().enumerate();
        let value = words.find_map(|(index, word)| match word.strip_prefix(option)? {
            "" => self.0.get(index + 1).map(String::as_str),
            joined => joined.strip_prefix('='),
        });
        // Bash and zsh pass words with their quotation marks.
        value.map(|value| value.trim_matches(['"', '\''])).filter(|value| !value.is_empty())
    }

    /// Returns the options of the line and of the environment that select the data, except `incomplete`. Returns `None`
    /// if one of them is invalid.
    pub fn connection(&self, incomplete: &str) -> Option<GlobalOptions> {
        let options = CONNECTION.into_iter().filter(|option| *option != incomplete);
        let arguments = options.filter_map(|option| Some(format!("{option}={}", self.value_of(option)?)));
        let connection =
            Connection::try_parse_from(["orgctl".to_owned()].into_iter().chain(arguments)).ok()?;
        Some(connection.global)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &str) -> CommandLine {
        CommandLine::of_request(["orgctl", "--"].into_iter().chain(words.split(' ')).map(OsString::from))
    }

    #[test]
    fn option_values_follow_space_or_equals() {
        for (words, expected) in [
            ("orgctl member get --organization acme", Some("acme")),
            ("orgctl member get --organization=acme x", Some("acme")),
            ("orgctl member get --organization 'acme'", Some("acme")),
            ("orgctl member get --organizations=acme", None),
            ("orgctl member get --organization ", None),
            ("orgctl member get --organization", None),
        ] {
            assert_eq!(line(words).value_of("--organization"), expected, "{words}");
        }
    }

    #[test]
    fn connection_leaves_incomplete_option_out() {
        let line = line("orgctl --table-prefix staging --project project-te --region eu-west-1 check");
        assert!(line.connection("").is_none(), "an incomplete project id");
        let connection = line.connection("--project");
        let found = connection.map(|options| (options.table_prefix, options.region));
        assert_eq!(found, Some((Some("staging".to_owned()), Some("eu-west-1".to_owned()))));
    }
}
