//! Changes by other writers between any two calls of one write.

use std::sync::{Mutex, mpsc};

use futures_util::{StreamExt, stream};
use org_discovery::domain::Member;
use org_discovery_admin::{Outcome, WriteError, Writer};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::{
    random_writes::{acme, acme_member, acme_named, id, put},
    writer_through,
};
use test_support::{TestApp, fault_proxy::FaultProxy};

/// A write under test. It consists of several calls.
#[derive(Debug, Clone, Copy)]
enum TestedWrite {
    /// Moves Jane to the domain d1.
    Move,
    /// Moves Jane to the domain d1 and retires her address in d0.
    MoveAndRetire,
    Delete,
    Erase,
}

impl TestedWrite {
    const ALL: [Self; 4] = [Self::Move, Self::MoveAndRetire, Self::Delete, Self::Erase];

    /// Returns the number of calls of an undisturbed write.
    ///
    /// The calls read the id item, the item at the new address or the index, the item at the former address and, for
    /// `MoveAndRetire`, the items at retired addresses. The last call is the transaction.
    fn calls(self) -> usize {
        if matches!(self, Self::MoveAndRetire) { 5 } else { 4 }
    }

    async fn perform(self, writer: &Writer) -> Result<Outcome, WriteError> {
        match self {
            Self::Move => put(writer, &jane("d1")).await,
            Self::MoveAndRetire => {
                let mut jane = jane("d1");
                jane["retired_email_addresses"] = json!([{"email_address": "jane@d0.example"}]);
                put(writer, &jane).await
            }
            Self::Delete => writer.members().delete(&acme(), &id(JANE)).await,
            Self::Erase => writer.members().erase(&acme(), &id(JANE)).await,
        }
    }

    /// Returns true if `janes` is a valid result: the items with Jane's id after the write.
    fn allows(self, janes: &[Member]) -> bool {
        match (self, janes) {
            (Self::Move | Self::MoveAndRetire, [jane]) => {
                jane.email_address.as_str() == "jane@d1.example" && jane.is_live()
            }
            (Self::Delete, [jane]) => !jane.is_live(),
            (Self::Delete | Self::Erase, []) => true,
            _ => false,
        }
    }
}

/// A change of Jane by another writer, and the change that reverts it.
#[derive(Debug, Clone, Copy)]
enum OtherChange {
    /// Moves Jane to the address to which the tested write moves her, and back.
    MoveThereAndBack,
    /// Moves Jane to a third address, and back.
    MoveAwayAndBack,
    /// Erases Jane, and adds her again.
    EraseAndAdd,
    /// Deletes Jane, and reactivates her.
    DeleteAndReactivate,
    /// Moves Jane away and gives her address to a new Member, and erases the new Member.
    ReassignAddress,
    /// Makes Jane's address unverified. Never reverted.
    Unverify,
}

const JANE: &str = "member-jane";
const JOHN: &str = "member-john";

fn jane(domain: &str) -> Value {
    acme_member(JANE, &format!("jane@{domain}.example"), "Jane")
}

impl OtherChange {
    const ALL: [Self; 6] = [
        Self::MoveThereAndBack,
        Self::MoveAwayAndBack,
        Self::EraseAndAdd,
        Self::DeleteAndReactivate,
        Self::ReassignAddress,
        Self::Unverify,
    ];

    /// Returns true if the write is refused while this change lasts: an address of another Member cannot be retired.
    fn blocks(self, write: TestedWrite) -> bool {
        matches!((self, write), (Self::ReassignAddress, TestedWrite::MoveAndRetire))
    }

    /// Returns true if the change is never reverted.
    fn is_permanent(self) -> bool {
        matches!(self, Self::Unverify)
    }

    async fn apply(self, writer: &Writer) {
        let outcome = match self {
            Self::MoveThereAndBack => put(writer, &jane("d1")).await,
            Self::MoveAwayAndBack => put(writer, &jane("d2")).await,
            Self::EraseAndAdd => writer.members().erase(&acme(), &id(JANE)).await,
            Self::DeleteAndReactivate => writer.members().delete(&acme(), &id(JANE)).await,
            Self::ReassignAddress => {
                put(writer, &jane("d2")).await.expect("moved");
                put(writer, &acme_member(JOHN, "jane@d0.example", "John")).await
            }
            Self::Unverify => {
                let mut jane = jane("d0");
                jane["email_address_verified"] = json!(false);
                put(writer, &jane).await
            }
        };
        assert!(outcome.expect("written").is_write());
    }

    /// Reverts the change.
    async fn revert(self, writer: &Writer) {
        let outcome = match self {
            Self::MoveThereAndBack | Self::MoveAwayAndBack | Self::EraseAndAdd => {
                put(writer, &jane("d0")).await
            }
            Self::DeleteAndReactivate => writer.members().reactivate(&acme(), &id(JANE)).await,
            Self::ReassignAddress => writer.members().erase(&acme(), &id(JOHN)).await,
            Self::Unverify => return,
        };
        outcome.expect("written");
    }
}

/// A write, and a change by another writer that is applied before one of its calls and reverted before the same or a
/// later one.
#[derive(Debug, Clone, Copy)]
struct Interleaving {
    write: TestedWrite,
    other_change: OtherChange,
    apply_before_call: usize,
    revert_before_call: usize,
}

impl Interleaving {
    fn all() -> Vec<Self> {
        let mut cases = Vec::new();
        for write in TestedWrite::ALL {
            for other_change in OtherChange::ALL.into_iter().filter(|change| !change.blocks(write)) {
                for apply_before_call in 0..write.calls() {
                    let last =
                        if other_change.is_permanent() { apply_before_call + 1 } else { write.calls() };
                    cases.extend((apply_before_call..last).map(|revert_before_call| Self {
                        write,
                        other_change,
                        apply_before_call,
                        revert_before_call,
                    }));
                }
            }
        }
        cases
    }

    /// Applies or reverts the other change if it is due before this call.
    async fn change_before_call(self, call: usize, writer: &Writer) {
        if call == self.apply_before_call {
            self.other_change.apply(writer).await;
        }
        if call == self.revert_before_call {
            self.other_change.revert(writer).await;
        }
    }

    async fn run(self) {
        let app = TestApp::start(json!({"organizations": [acme_named("abc")]})).await;
        put(&app.writer, &jane("d0")).await.expect("added");
        let proxy = FaultProxy::start(app.dynamodb_port).await;
        let mut gate = Gate::install(&proxy);
        let writer = writer_through(&app, &proxy);
        let write = self.write;
        let mut task = tokio::spawn(async move { write.perform(&writer).await });
        let mut written = None;
        for call in 0..write.calls() {
            tokio::select! {
                _ = gate.arrived.recv() => {}
                outcome = &mut task => {
                    // The write completed with fewer calls.
                    written = Some(outcome);
                    break;
                }
            }
            self.change_before_call(call, &app.writer).await;
            gate.pass.send(()).expect("an open gate");
        }
        drop(gate);
        let written = match written {
            Some(written) => written,
            None => task.await,
        };
        written.expect("no panic").expect("a successful write");
        self.check(&app).await;
    }

    async fn check(self, app: &TestApp) {
        let found = app.writer.consistency().check(app.now()).await.expect("a check");
        assert_eq!(json!(found.inconsistencies), json!([]), "{self:?}");
        let items = app.stored_items(&app.tables.members).await;
        let janes = items.iter().filter(|item| item.get("member_id").is_some_and(|id| id == JANE));
        let janes: Vec<Member> = janes.map(|item| serde_json::from_str(&item["object"]).unwrap()).collect();
        assert!(self.write.allows(&janes), "{self:?}: {janes:?}");
    }
}

/// Blocks each call in the proxy until the test lets it pass. Dropping the gate lets every call pass.
struct Gate {
    arrived: tokio::sync::mpsc::UnboundedReceiver<()>,
    pass: mpsc::Sender<()>,
}

impl Gate {
    fn install(proxy: &FaultProxy) -> Self {
        let (calls, arrived) = tokio::sync::mpsc::unbounded_channel();
        let (pass, may_pass) = mpsc::channel::<()>();
        let may_pass = Mutex::new(may_pass);
        proxy.inject(move |_| {
            // Fails after the gate is dropped.
            let _ = calls.send(());
            block_in_place(|| may_pass.lock().unwrap().recv().ok());
            None
        });
        Self { arrived, pass }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_survives_every_interleaved_change() {
    stream::iter(Interleaving::all()).for_each_concurrent(4, |case| Box::pin(case.run())).await;
}
