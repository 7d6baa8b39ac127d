//! A store that records its reads and can make them fail.

use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use org_discovery::{
    domain::{EmailAddress, Project, ProjectId, Session, TokenHash, discovery::AddressMembers},
    store::{
        FoundEdges, FoundOrganizations, JoinableEdge, JoinableReads, MemberReads, OrganizationReads,
        OrganizationsToRead, ProjectReads, SessionReads, StoreError,
    },
};

/// The reads of the store: one for each access pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Project,
    Session,
    Members,
    Joinable,
    Organizations,
}

/// Records the reads of an [`ObservedStore`], with their order and times, and can make them fail.
#[derive(Debug, Clone, Default)]
pub struct ReadObserver(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    begun: Vec<Read>,
    /// The start and end of each completed read.
    done: Vec<(Instant, Instant)>,
    failing: Option<(Read, StoreError)>,
    stalling: Option<Read>,
    panicking: Option<Read>,
    latency: Duration,
}

impl ReadObserver {
    /// Deletes the recorded reads.
    pub fn clear(&self) {
        let mut state = self.0.lock().unwrap();
        (state.begun, state.done) = (Vec::new(), Vec::new());
    }

    /// Makes this read fail from now on.
    pub fn fail(&self, read: Read, error: StoreError) {
        self.0.lock().unwrap().failing = Some((read, error));
    }

    /// Delays every read from now on by longer than the handler's own work takes, so that concurrent reads always
    /// overlap.
    pub fn slow_down(&self) {
        self.0.lock().unwrap().latency = Duration::from_millis(5);
    }

    /// Makes this read never return from now on.
    pub fn stall(&self, read: Read) {
        self.0.lock().unwrap().stalling = Some(read);
    }

    /// Makes this read panic from now on, with an email address in the panic message.
    pub fn panic(&self, read: Read) {
        self.0.lock().unwrap().panicking = Some(read);
    }

    /// Ends all failures, stalls and panics.
    pub fn recover(&self) {
        let mut state = self.0.lock().unwrap();
        (state.failing, state.stalling, state.panicking) = (None, None, None);
    }

    /// Returns every read since the last [`clear`](Self::clear) in the order of their start, including canceled reads.
    pub fn list(&self) -> Vec<Read> {
        self.0.lock().unwrap().begun.clone()
    }

    /// Returns the number of sequential round trips. Reads that overlap are part of the same round trip.
    pub fn round_trips(&self) -> usize {
        let mut done = self.0.lock().unwrap().done.clone();
        done.sort_by_key(|(begin, _)| *begin);
        let mut round_trips = 0;
        let mut first_end: Option<Instant> = None;
        for (begin, end) in done {
            match first_end {
                Some(earliest) if begin < earliest => first_end = Some(earliest.min(end)),
                _ => {
                    round_trips += 1;
                    first_end = Some(end);
                }
            }
        }
        round_trips
    }

    fn stalls(&self, read: Read) -> bool {
        self.0.lock().unwrap().stalling == Some(read)
    }

    async fn observe<T>(
        &self,
        read: Read,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let begin = Instant::now();
        self.0.lock().unwrap().begun.push(read);
        if self.stalls(read) {
            return std::future::pending().await;
        }
        let panicking = self.0.lock().unwrap().panicking;
        assert!(panicking != Some(read), "{read:?} of jane@acme.example");
        let failing = self.0.lock().unwrap().failing.clone();
        let result = match failing {
            Some((failing, error)) if failing == read => Err(error),
            _ => work.await,
        };
        let latency = self.0.lock().unwrap().latency;
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        self.0.lock().unwrap().done.push((begin, Instant::now()));
        result
    }
}

/// A store whose reads are recorded by a [`ReadObserver`].
#[derive(Debug)]
pub struct ObservedStore<S> {
    store: S,
    reads: ReadObserver,
}

impl<S> ObservedStore<S> {
    pub fn new(store: S, reads: ReadObserver) -> Self {
        Self { store, reads }
    }
}

impl<S: ProjectReads + Sync> ProjectReads for ObservedStore<S> {
    async fn project(&self, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        self.reads.observe(Read::Project, self.store.project(id)).await
    }
}

impl<S: SessionReads + Sync> SessionReads for ObservedStore<S> {
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        self.reads.observe(Read::Session, self.store.session(hash)).await
    }
}

impl<S: MemberReads + Sync> MemberReads for ObservedStore<S> {
    async fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> Result<AddressMembers, StoreError> {
        self.reads.observe(Read::Members, self.store.members(project, address)).await
    }
}

impl<S: JoinableReads + Sync> JoinableReads for ObservedStore<S> {
    async fn joinable(&self, project: &ProjectId, edge: &JoinableEdge) -> Result<FoundEdges, StoreError> {
        self.reads.observe(Read::Joinable, self.store.joinable(project, edge)).await
    }
}

impl<S: OrganizationReads + Sync> OrganizationReads for ObservedStore<S> {
    async fn organizations(
        &self,
        project: &ProjectId,
        to_read: &OrganizationsToRead,
    ) -> Result<FoundOrganizations, StoreError> {
        self.reads.observe(Read::Organizations, self.store.organizations(project, to_read)).await
    }
}
