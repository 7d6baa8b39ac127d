//! Slugs that pass from one organization to another with this import: the one that gives its slug up must be written first,
//! wherever it is in the input.

use std::collections::HashSet;

use super::{
    ImportError,
    load::{Import, patiently},
    pass::{Thing, Wanted},
    report::{ImportReport, Mode, refusals},
    waiting::Waiting,
};
use crate::{
    data_file::entity::Entity,
    writer::{Effect, Refusal, WriteError},
};
use org_discovery::domain::{Organization, OrganizationId};

/// An organization that waits for a slug.
pub(super) struct WaitsForSlug {
    organization: Entity<Organization>,
    owner: OrganizationId,
}

impl WaitsForSlug {
    /// For the refusal of `organization`, if waiting may help.
    pub(super) fn after(refusal: &Refusal, organization: &Entity<Organization>) -> Option<Self> {
        let Refusal::SlugTaken { organization_id, .. } = refusal else {
            return None;
        };
        Some(Self { organization: organization.clone(), owner: organization_id.clone() })
    }

    fn id(&self) -> &OrganizationId {
        &self.organization.value.organization_id
    }
}

impl Waiting<WaitsForSlug> {
    fn ids(&self) -> HashSet<OrganizationId> {
        self.0.iter().map(|(waits, _)| waits.id().clone()).collect()
    }

    /// Reports organizations whose slugs are not given up.
    fn report(self, refused: &mut super::Notices) {
        let stuck = self.ids();
        refused.extend(self.0.into_iter().map(|(waits, mut notice)| {
            if stuck.contains(&waits.owner) {
                notice.reason.push_str(
                    ", which was left out too; if organizations exchange their slugs, first import one of them with another slug",
                );
            }
            notice
        }));
    }
}

impl Import<'_> {
    /// Writes the waiting organizations, round by round, until no slug is given up any more. Returns those that were not written.
    pub(super) async fn handed_on_slugs(
        &self,
        mut waiting: Waiting<WaitsForSlug>,
        report: &mut ImportReport,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        let mut left_out = HashSet::new();
        if waiting.0.is_empty() {
            return Ok(left_out);
        }
        let owners = self.owners_in_input(&waiting).await?;
        loop {
            let (stuck, before) = (waiting.ids(), waiting.0.len());
            let mut still = Waiting::default();
            for (waits, notice) in waiting.0 {
                // The input has each slug once, so an owner in the input gives up the slug when it is written.
                if !owners.contains(&waits.owner) || stuck.contains(&waits.owner) {
                    still.0.push((waits, notice));
                    continue;
                }
                match self.after_owner(&waits.organization).await? {
                    Ok(effect) => report.organizations.add(effect),
                    Err(refused) => {
                        if let Some(notice) = still.keep(*refused) {
                            report.refused.push(notice);
                            left_out.insert(waits.id().clone());
                        }
                    }
                }
            }
            let is_done = still.0.is_empty() || still.0.len() == before;
            waiting = still;
            if is_done {
                left_out.extend(waiting.ids());
                waiting.report(&mut report.refused);
                return Ok(left_out);
            }
        }
    }

    /// The owners of the slugs that are in the input.
    async fn owners_in_input(
        &self,
        waiting: &Waiting<WaitsForSlug>,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        let sought: HashSet<_> = waiting.0.iter().map(|(waits, _)| &waits.owner).collect();
        let (mut things, mut owners) = (self.checked.things(Wanted::Organizations), HashSet::new());
        while let Some(thing) = things.next().await {
            if let Thing::Organization(organization) = thing
                && sought.contains(&organization.value.organization_id)
            {
                owners.insert(organization.value.organization_id);
            }
        }
        things.end().await?;
        Ok(owners)
    }

    /// Writes an organization whose slug was given up. In a dry run it is planned without the slug, because the owner in the tables
    /// has it still.
    async fn after_owner(
        &self,
        organization: &Entity<Organization>,
    ) -> Result<super::report::Done<WaitsForSlug>, WriteError> {
        if self.mode == Mode::Write {
            return self.organization(organization).await;
        }
        let without_slug = Organization { organization_slug: String::new(), ..organization.value.clone() };
        let planned = patiently(async || self.writer.plan_organization(&without_slug, self.now).await).await;
        let changed = |effect| if effect == Effect::Unchanged { Effect::Changed } else { effect };
        refusals(planned.map(changed), organization, |refusal| WaitsForSlug::after(refusal, organization))
    }
}
