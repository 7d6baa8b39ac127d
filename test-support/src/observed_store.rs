//! A store that records its reads, and fails on request.

use std::{
    future::Future,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use org_discovery::{
    domain::{EmailAddress, Project, ProjectId, Session, TokenHash, discovery::AddressMembers},
    store::{
        FoundEdges, FoundOrganizations, JoinableEdge, JoinableReads, MemberReads, OrganizationReads,
        OrganizationsWanted, ProjectReads, SessionReads, StoreError,
    },
};

/// The access patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    Project,
    Session,
    Members,
    Joinable,
    Organizations,
}

/// What was read, in which order and at which times.
#[derive(Debug, Clone, Default)]
pub struct Reads(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    begun: Vec<Read>,
    /// Of those that ended, from when to when.
    done: Vec<(Instant, Instant)>,
    failing: Option<(Read, StoreError)>,
    stalling: Option<Read>,
    panicking: Option<Read>,
    latency: Duration,
}

impl Reads {
    pub fn forget(&self) {
        let mut state = self.0.lock().unwrap();
        (state.begun, state.done) = (Vec::new(), Vec::new());
    }

    /// From now on, this read fails.
    pub fn fail(&self, read: Read, error: StoreError) {
        self.0.lock().unwrap().failing = Some((read, error));
    }

    /// From now on, reads take longer than the handler's own work between them, so that those side by side surely overlap.
    pub fn slow_down(&self) {
        self.0.lock().unwrap().latency = Duration::from_millis(5);
    }

    /// From now on, this read never ends.
    pub fn stall(&self, read: Read) {
        self.0.lock().unwrap().stalling = Some(read);
    }

    /// From now on, this read panics, and quotes what it looked for.
    pub fn panic(&self, read: Read) {
        self.0.lock().unwrap().panicking = Some(read);
    }

    pub fn recover(&self) {
        let mut state = self.0.lock().unwrap();
        (state.failing, state.stalling, state.panicking) = (None, None, None);
    }

    /// Every read since the last `forget`, in the order in which they began, including cancelled ones.
    pub fn list(&self) -> Vec<Read> {
        self.0.lock().unwrap().begun.clone()
    }

    /// How often reads had to wait for others, and one: reads that overlap are one wave.
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
            Some((which, error)) if which == read => Err(error),
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

#[derive(Debug)]
pub struct Observed<S> {
    store: S,
    reads: Reads,
}

impl<S> Observed<S> {
    pub fn new(store: S, reads: Reads) -> Self {
        Self { store, reads }
    }
}

impl<S: ProjectReads + Sync> ProjectReads for Observed<S> {
    async fn project(&self, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        self.reads.observe(Read::Project, self.store.project(id)).await
    }
}

impl<S: SessionReads + Sync> SessionReads for Observed<S> {
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        self.reads.observe(Read::Session, self.store.session(hash)).await
    }
}

impl<S: MemberReads + Sync> MemberReads for Observed<S> {
    async fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> Result<AddressMembers, StoreError> {
        self.reads.observe(Read::Members, self.store.members(project, address)).await
    }
}

impl<S: JoinableReads + Sync> JoinableReads for Observed<S> {
    async fn joinable(&self, project: &ProjectId, edge: &JoinableEdge) -> Result<FoundEdges, StoreError> {
        self.reads.observe(Read::Joinable, self.store.joinable(project, edge)).await
    }
}

impl<S: OrganizationReads + Sync> OrganizationReads for Observed<S> {
    async fn organizations(
        &self,
        project: &ProjectId,
        wanted: &OrganizationsWanted,
    ) -> Result<FoundOrganizations, StoreError> {
        self.reads.observe(Read::Organizations, self.store.organizations(project, wanted)).await
    }
}
