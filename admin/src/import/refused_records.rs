//! The records that an import leaves out because of their errors.

use super::{
    check::CheckedImport,
    error::ImportError,
    interruptible::ReadStop,
    missing_organizations::NOT_FOUND,
    problems::RefusalReasons,
    record_kind::{ByKind, RecordFilter},
    records::{InputPart, ReadRecord, Record, RecordContent, read_input},
    refused_record::RefusedRecord,
};
use crate::fingerprint;

/// The reason of a Member whose organization is refused.
pub(super) const OF_REFUSED_ORGANIZATION: &str = "its organization is refused";

/// The refused records. Those that are invalid on their own are only known by their ids, because every pass finds them
/// again. All ids are sorted fingerprints.
#[derive(Debug, Default)]
pub(super) struct RefusedRecords {
    pub(super) reasons: RefusalReasons,
    pub(super) invalid_ids: ByKind<Vec<u64>>,
    pub(super) organizations: Vec<u64>,
    /// Organizations that are neither in the input nor in the tables.
    pub(super) missing_organizations: Vec<u64>,
}

impl RefusedRecords {
    /// Returns true if a record that is valid on its own is refused.
    pub(super) fn contains(&self, record: &Record) -> bool {
        let has_conflict = self.reasons.of(record.kind()).contains_key(&record.position());
        has_conflict || !self.reasons_of_related(record).is_empty()
    }

    /// Describes the record. It is `None` if the record is not refused.
    fn describe(&self, read: ReadRecord<'_>) -> Option<RefusedRecord> {
        let record = match read.content {
            RecordContent::Valid(record) => record,
            RecordContent::Invalid(_, reasons) => return Some(read.raw.refused(&reasons)),
            RecordContent::NestedInInvalidOrganization => {
                return Some(read.raw.refused(&[read.raw.diagnostic(OF_REFUSED_ORGANIZATION)]));
            }
        };
        let mut reasons = self.reasons.of(read.kind).get(&read.position).cloned().unwrap_or_default();
        reasons.extend(self.reasons_of_related(&record).iter().map(|reason| read.raw.diagnostic(reason)));
        (!reasons.is_empty()).then(|| read.raw.refused(&reasons))
    }

    /// Returns the reasons that lie in another record: in its organization, or in another version of itself.
    fn reasons_of_related(&self, record: &Record) -> Vec<String> {
        let is_in = |ids: &[u64], id: &str| ids.binary_search(&fingerprint(id)).is_ok();
        let mut reasons = Vec::new();
        match record {
            Record::Organization(_, organization) => {
                if is_in(&self.invalid_ids.organizations, organization.value.organization_id.as_str()) {
                    reasons.push("another version of the organization is refused".to_owned());
                }
            }
            Record::Member(_, member) => {
                let organization = &member.value.organization_id;
                if is_in(&self.invalid_ids.members, member.value.member_id.as_str()) {
                    reasons.push("another version of the Member is refused".to_owned());
                }
                if is_in(&self.organizations, organization.as_str()) {
                    reasons.push(OF_REFUSED_ORGANIZATION.to_owned());
                }
                if is_in(&self.missing_organizations, organization.as_str()) {
                    reasons.push(format!("organization {organization} {NOT_FOUND}"));
                }
            }
            Record::Session(..) => {}
        }
        reasons
    }
}

impl CheckedImport {
    /// Reads the input again, and passes each refused record to `take`. The list is empty unless
    /// [`ImportOptions::skip_invalid`](super::ImportOptions::skip_invalid) is set.
    ///
    /// # Errors
    /// [`ImportError`] if the input cannot be read.
    pub fn refused_records(&self, take: &mut dyn FnMut(RefusedRecord)) -> Result<(), ImportError> {
        let Some(refused) = &self.refused else {
            return Ok(());
        };
        let stop = ReadStop::default();
        let findings = read_input(&self.input.sources, RecordFilter::All, &stop, &mut |part| match part {
            InputPart::Record(read) if self.skipped.is_copy(read.kind, read.position) => {}
            InputPart::Record(read) => refused.describe(read).map(&mut *take).unwrap_or_default(),
            InputPart::BrokenLine(reason, line) => take(RefusedRecord::of_broken_line(&reason, line)),
            InputPart::Problem(_) => {}
        })?;
        if findings.errors == self.input.errors { Ok(()) } else { Err(ImportError::Changed) }
    }
}
