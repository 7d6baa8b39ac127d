//! Reads all pages of the searches for organizations and Members.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufWriter, Write},
    sync::Arc,
};

use org_discovery_admin::import::{Source, SourceContent};
use serde_json::{Value, json};

use super::{client::StytchClient, page::Page};
use crate::{commands::import::progress::Progress, failure::Failure};

const ORGANIZATIONS: &str = "/v1/b2b/organizations/search";
const MEMBERS: &str = "/v1/b2b/organizations/members/search";
/// The largest page that Stytch returns.
const PAGE_SIZE: usize = 1000;
/// The number of organizations in one search for Members.
const ORGANIZATIONS_PER_SEARCH: usize = 100;
/// The number of times that a search is read if results are missing because they changed meanwhile.
const MAX_READS: usize = 3;

/// A download of all organizations and Members into a temporary file.
pub struct Download<'d> {
    client: &'d StytchClient,
    progress: &'d Progress,
    pages: BufWriter<File>,
}

impl<'d> Download<'d> {
    pub fn new(client: &'d StytchClient, progress: &'d Progress) -> Result<Self, Failure> {
        Ok(Self { client, progress, pages: BufWriter::new(tempfile::tempfile()?) })
    }

    pub async fn run(mut self) -> Result<Source, Failure> {
        let mut organizations = Vec::new();
        self.search(ORGANIZATIONS, &json!({}), &mut organizations).await?;
        let mut known = HashSet::new();
        organizations.retain(|id| known.insert(id.clone()));
        for ids in organizations.chunks(ORGANIZATIONS_PER_SEARCH) {
            self.search(MEMBERS, &json!({"organization_ids": ids}), &mut Vec::new()).await?;
        }
        let file = self.pages.into_inner().map_err(|error| Failure::from(error.into_error()))?;
        let name = self.client.host().to_owned();
        Ok(Source { name, content: SourceContent::Open(Arc::new(file)) })
    }

    /// Reads the pages of a search. A result that moves to an earlier page while they are read is missing, so the search
    /// is read again until all results were seen. The import merges those that were seen twice.
    async fn search(
        &mut self,
        path: &str,
        request: &Value,
        organization_ids: &mut Vec<String>,
    ) -> Result<(), Failure> {
        let mut seen = HashSet::new();
        for _ in 0..MAX_READS {
            let total = self.read_pages(path, request, &mut seen, organization_ids).await?;
            if seen.len() as u64 >= total {
                return Ok(());
            }
        }
        Err(Failure::refused(format!(
            "{}{path} did not return all results in {MAX_READS} attempts, because the project changes; nothing was \
             imported, try again when fewer people sign in",
            self.client.host()
        )))
    }

    /// Reads the pages of a search once, and returns the number of results that the last one names.
    async fn read_pages(
        &mut self,
        path: &str,
        request: &Value,
        seen: &mut HashSet<u64>,
        organization_ids: &mut Vec<String>,
    ) -> Result<u64, Failure> {
        let mut request = request.clone();
        request["limit"] = json!(PAGE_SIZE);
        let mut cursors = HashSet::new();
        loop {
            let body = self.client.post(path, &request).await?;
            let page = Page::parse(&body, self.client.host())?;
            self.pages.write_all(page.for_import().as_bytes())?;
            let results = page.result_ids();
            self.progress.advance(results.len() as u64);
            seen.extend(results);
            if path == ORGANIZATIONS {
                organization_ids.extend(page.organization_ids());
            }
            let Some(cursor) = page.next_cursor() else {
                return Ok(page.total());
            };
            if !cursors.insert(cursor.to_owned()) {
                return Err(Failure::refused(format!(
                    "{}{path} returns the same next_cursor twice",
                    self.client.host()
                )));
            }
            request["cursor"] = json!(cursor);
        }
    }
}
