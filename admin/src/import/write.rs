//! From checked data into the tables.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    CheckedImport, ImportError,
    handed_on::Waits,
    handed_on_slugs::WaitsForSlug,
    pass::{Thing, Wanted},
    report::{Done, ImportReport, Mode, refusals},
    waiting::Waiting,
};
use crate::{
    data_file::{SessionEntry, entity::Entity, load::Loader},
    writer::{Effect, MEMBERS_PER_TRANSACTION, WriteError, Writer},
};
use org_discovery::{
    domain::{Entropy, Member, Organization, OrganizationId, Timestamp},
    store::StoreError,
};

/// Members in memory at once. Those of one organization are written one transaction after the other, because they share
/// counters; several organizations are written side by side.
const WINDOW: usize = 2048;
/// Writes under way at once.
const PARALLEL: usize = 8;
/// The wait when the store asks to slow down, after the SDK has waited already; it doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// How often a write is begun before the import breaks off.
const ROUNDS: u32 = 8;

impl CheckedImport {
    /// Writes everything, or says what would be written: organizations, then Members, then sessions. Doing it again is
    /// safe. `advance` is told of every record that is done.
    ///
    /// # Errors
    /// [`ImportError`] when the input changed, or the store failed for long.
    pub async fn load(
        &self,
        writer: &Writer,
        now: Timestamp,
        entropy: &impl Entropy,
        mode: Mode,
        advance: &(dyn Fn(u64) + Sync),
    ) -> Result<ImportReport, ImportError> {
        let import = Import { checked: self, writer, now, mode, advance };
        let mut report = ImportReport::default();
        let left_out = import.organizations(&mut report).await?;
        import.members(&left_out, &mut report).await?;
        import.sessions(entropy, &mut report).await?;
        Ok(report)
    }
}

pub(super) struct Import<'i> {
    pub(super) checked: &'i CheckedImport,
    pub(super) writer: &'i Writer,
    pub(super) now: Timestamp,
    pub(super) mode: Mode,
    advance: &'i (dyn Fn(u64) + Sync),
}

impl Import<'_> {
    /// Returns the organizations that were refused.
    async fn organizations(&self, report: &mut ImportReport) -> Result<HashSet<OrganizationId>, ImportError> {
        let mut things = self.checked.things(Wanted::Organizations);
        let every = stream::unfold(&mut things, async |things| Some((things.next().await?, things)));
        let written = every.zip(stream::iter(0..)).map(async |(thing, order)| match thing {
            Thing::Organization(organization) if !self.checked.left_out.has_organization(order) => {
                let done = self.organization(&organization).await?;
                Ok::<_, WriteError>(Some((organization.value.organization_id, done)))
            }
            Thing::Organization(_) | Thing::Member(..) | Thing::Session(_) => Ok(None),
        });
        // In order, so that the same input is refused in the same words.
        let mut written = Box::pin(written.buffered(PARALLEL));
        let (mut waiting, mut left_out) = (Waiting::default(), HashSet::new());
        while let Some(done) = written.try_next().await? {
            match done {
                Some((_, Ok(effect))) => report.organizations.add(effect),
                Some((id, Err(refused))) => {
                    if let Some(notice) = waiting.keep(*refused) {
                        report.refused.push(notice);
                        left_out.insert(id);
                    }
                }
                None => {}
            }
            (self.advance)(1);
        }
        drop(written);
        things.end().await?;
        // Boxed, because it is rarely needed.
        left_out.extend(Box::pin(self.handed_on_slugs(waiting, report)).await?);
        Ok(left_out)
    }

    /// Writes an organization, or says what would be written.
    pub(super) async fn organization(
        &self,
        organization: &Entity<Organization>,
    ) -> Result<Done<WaitsForSlug>, WriteError> {
        let value = &organization.value;
        let done = patiently(async || {
            let effect = self.writer.plan_organization(value, self.now).await?;
            if effect != Effect::Unchanged && self.mode == Mode::Write {
                self.writer.put_organization(value, self.now).await?;
            }
            Ok(effect)
        });
        refusals(done.await, organization, |refusal| WaitsForSlug::after(refusal, organization))
    }

    /// Members of an organization that was left out are left out too: they would belong to none.
    async fn members(
        &self,
        left_out: &HashSet<OrganizationId>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let mut things = self.checked.things(Wanted::Members);
        let (mut window, mut waiting) = (Vec::with_capacity(WINDOW), Waiting::default());
        while let Some(thing) = things.next().await {
            match thing {
                Thing::Member(order, _) if self.checked.left_out.has_member(order) => (self.advance)(1),
                Thing::Member(_, member) if left_out.contains(&member.value.organization_id) => {
                    report.refused.push(member.notice("", "its organization was left out".to_owned()));
                    (self.advance)(1);
                }
                Thing::Member(_, member) => window.push(*member),
                Thing::Organization(_) | Thing::Session(_) => {}
            }
            if window.len() == WINDOW {
                self.window(std::mem::take(&mut window), report, &mut waiting).await?;
            }
        }
        self.window(window, report, &mut waiting).await?;
        things.end().await?;
        // Boxed, because it is rarely needed.
        Box::pin(self.handed_on(waiting, report)).await
    }

    /// Writes the Members of a window, several organizations side by side.
    async fn window(
        &self,
        members: Vec<Entity<Member>>,
        report: &mut ImportReport,
        waiting: &mut Waiting<Waits>,
    ) -> Result<(), ImportError> {
        let mut by_organization: BTreeMap<OrganizationId, Vec<Entity<Member>>> = BTreeMap::new();
        for member in members {
            by_organization.entry(member.value.organization_id.clone()).or_default().push(member);
        }
        let written = stream::iter(by_organization)
            .map(async |(organization, members)| self.members_of(&organization, &members).await);
        let mut written = std::pin::pin!(written.buffer_unordered(PARALLEL));
        while let Some(all_done) = written.try_next().await? {
            for done in all_done {
                match done {
                    Ok(effect) => report.members.add(effect),
                    Err(refused) => report.refused.extend(waiting.keep(*refused)),
                }
            }
        }
        Ok(())
    }

    async fn members_of(
        &self,
        organization: &OrganizationId,
        members: &[Entity<Member>],
    ) -> Result<Vec<Done<Waits>>, WriteError> {
        let mut all_done = Vec::with_capacity(members.len());
        for some in members.chunks(MEMBERS_PER_TRANSACTION) {
            let values: Vec<Member> = some.iter().map(|member| member.value.clone()).collect();
            let together = patiently(async || match self.mode {
                Mode::Write => self.writer.put_members(organization, &values, self.now).await,
                Mode::DryRun => self.writer.plan_members(organization, &values, self.now).await,
            });
            match together.await? {
                Some(effects) => all_done.extend(effects.into_iter().map(Ok)),
                None => {
                    for member in some {
                        all_done.push(self.member(member).await?);
                    }
                }
            }
            (self.advance)(some.len() as u64);
        }
        Ok(all_done)
    }

    async fn member(&self, member: &Entity<Member>) -> Result<Done<Waits>, WriteError> {
        refusals(self.put(&member.value).await, member, |refusal| Waits::after(refusal, member))
    }

    /// Writes a Member, or says what would be written.
    pub(super) async fn put(&self, member: &Member) -> Result<Effect, WriteError> {
        patiently(async || {
            let effect = self.writer.plan_member(member, self.now).await?;
            if effect != Effect::Unchanged && self.mode == Mode::Write {
                self.writer.put_member(member, self.now).await?;
            }
            Ok(effect)
        })
        .await
    }

    async fn sessions(&self, entropy: &impl Entropy, report: &mut ImportReport) -> Result<(), ImportError> {
        let mut things = self.checked.things(Wanted::Sessions);
        let loader = Loader { writer: self.writer, now: self.now, entropy };
        while let Some(thing) = things.next().await {
            let Thing::Session(session) = thing else {
                continue;
            };
            let SessionEntry { token, .. } = &session.value;
            if token.is_some() {
                report.sessions += 1;
                if self.mode == Mode::Write {
                    patiently(async || loader.load(&session.value).await).await?;
                }
            }
            (self.advance)(1);
        }
        things.end().await
    }
}

/// Begins again while the store asks to slow down, or others write the same items.
pub(super) async fn patiently<T>(write: impl AsyncFn() -> Result<T, WriteError>) -> Result<T, WriteError> {
    for round in 0..ROUNDS {
        match write().await {
            Err(WriteError::Store(StoreError::Throttled(_)) | WriteError::Contended) => {
                tokio::time::sleep(FIRST_WAIT * 2_u32.pow(round)).await;
            }
            done => return done,
        }
    }
    write().await
}
