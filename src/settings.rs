//! The function's settings, read once from environment variables.

use std::fmt;

use crate::{
    domain::ProjectId,
    store::dynamodb::{Connection, Credentials, TableNames, TrustedRoots},
    telemetry::FunctionInfo,
};

/// The settings of the function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The project that this deployment serves.
    pub project_id: ProjectId,
    /// The names of its tables.
    pub tables: TableNames,
    /// The connection to `DynamoDB`.
    pub connection: Connection,
    /// The function metadata that every log line contains.
    pub function: FunctionInfo,
}

/// The error that lists all missing or invalid variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError(Vec<String>);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid configuration: {}", self.0.join("; "))
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Reads the settings. `variable` returns the value of an environment variable.
    ///
    /// # Errors
    /// [`SettingsError`] when a variable is missing or invalid.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut reader = Reader { variable, problems: Vec::new() };
        let settings = reader.settings();
        match settings {
            Some(settings) if reader.problems.is_empty() => Ok(settings),
            _ => Err(SettingsError(reader.problems)),
        }
    }
}

/// Reads only the names of the tables, for tools that get the other settings from elsewhere.
///
/// # Errors
/// [`SettingsError`] when a variable is missing or invalid.
pub fn table_names(variable: impl Fn(&str) -> Option<String>) -> Result<TableNames, SettingsError> {
    let mut reader = Reader { variable, problems: Vec::new() };
    reader.tables().ok_or(SettingsError(reader.problems))
}

/// Reads variables and collects all problems instead of stopping at the first one.
struct Reader<V> {
    variable: V,
    problems: Vec<String>,
}

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    fn settings(&mut self) -> Option<Settings> {
        let project_id = self.project_id();
        let tables = self.tables();
        let connection = self.connection();
        let function = self.function();
        Some(Settings {
            project_id: project_id?,
            tables: tables?,
            connection: connection?,
            function: function?,
        })
    }

    fn project_id(&mut self) -> Option<ProjectId> {
        let text = self.required("PROJECT_ID")?;
        let parsed =
            ProjectId::parse(&text).map_err(|error| self.problems.push(format!("PROJECT_ID: {error}")));
        parsed.ok()
    }

    fn tables(&mut self) -> Option<TableNames> {
        let projects = self.table("PROJECTS_TABLE");
        let sessions = self.table("SESSIONS_TABLE");
        let members = self.table("MEMBERS_TABLE");
        let joinable = self.table("JOINABLE_TABLE");
        let organizations = self.table("ORGANIZATIONS_TABLE");
        Some(TableNames {
            projects: projects?,
            sessions: sessions?,
            members: members?,
            joinable: joinable?,
            organizations: organizations?,
        })
    }

    fn table(&mut self, name: &str) -> Option<String> {
        let table = self.required(name)?;
        let legal = table.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        if legal && (3..=255).contains(&table.len()) {
            return Some(table);
        }
        self.problems
            .push(format!("{name}: expected a table name of 3 to 255 letters, digits, '_', '.' or '-'"));
        None
    }

    fn connection(&mut self) -> Option<Connection> {
        let region = self.optional("AWS_REGION").or_else(|| self.optional("AWS_DEFAULT_REGION"));
        let region = region.or_else(|| self.required("AWS_REGION"));
        self.reject_container_credentials();
        let access_key_id = self.required("AWS_ACCESS_KEY_ID");
        let secret_access_key = self.required("AWS_SECRET_ACCESS_KEY");
        let endpoint_url = self.endpoint_url();
        let region = region?;
        Some(Connection {
            roots: self.trusted_roots(&region, endpoint_url.as_deref()),
            region,
            endpoint_url,
            credentials: Credentials {
                access_key_id: access_key_id?,
                secret_access_key: secret_access_key?,
                session_token: self.optional("AWS_SESSION_TOKEN"),
            },
        })
    }

    /// A container or a restored snapshot gets its credentials from an endpoint instead of variables. The function does not
    /// read it: Lambda sets the variables for every function that can run this program.
    fn reject_container_credentials(&mut self) {
        let endpoints = ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
        let endpoint = endpoints.into_iter().find(|name| self.optional(name).is_some());
        if let Some(endpoint) = endpoint.filter(|_| self.optional("AWS_ACCESS_KEY_ID").is_none()) {
            self.problems.push(format!(
                "{endpoint}: container credentials are not supported; \
                 set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
            ));
        }
    }

    /// Returns the system's CA certificates if a certificate file is configured: a proxy may use its own CA.
    fn trusted_roots(&self, region: &str, endpoint_url: Option<&str>) -> TrustedRoots {
        let is_configured =
            ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().any(|name| self.optional(name).is_some());
        if is_configured { TrustedRoots::System } else { TrustedRoots::of(region, endpoint_url) }
    }

    fn endpoint_url(&mut self) -> Option<String> {
        let name = ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"]
            .into_iter()
            .find(|n| self.optional(n).is_some())?;
        let url = self.optional(name)?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            self.problems.push(format!("{name}: expected a URL that begins with http:// or https://"));
        }
        Some(url)
    }

    fn function(&mut self) -> Option<FunctionInfo> {
        let read = FunctionInfo::read(&self.variable);
        read.map_err(|error| self.problems.push(error.to_string())).ok()
    }

    fn required(&mut self, name: &str) -> Option<String> {
        let value = self.optional(name);
        if value.is_none() {
            self.problems.push(format!("{name} is missing"));
        }
        value
    }

    fn optional(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }
}
