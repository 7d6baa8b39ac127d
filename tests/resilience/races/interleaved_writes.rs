//! Changes by other writers between any two calls of one write.

use std::sync::{Mutex, mpsc};

use futures_util::{StreamExt, stream};
use org_discovery::domain::Member;
use org_discovery_admin::{Outcome, WriteError, Writer};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::{
    steps::{acme, acme_member, acme_named, id, put},
    writer_over,
};
use test_support::{TestApp, fault_proxy::FaultProxy};

/// A write that takes several calls.
#[derive(Debug, Clone, Copy)]
enum Slow {
    /// Moves Jane to d1.
    Move,
    /// Moves Jane to d1, and retires her address at d0.
    MoveAndRetire,
    Delete,
    Erase,
}

impl Slow {
    const ALL: [Self; 4] = [Self::Move, Self::MoveAndRetire, Self::Delete, Self::Erase];

    /// Returns the number of calls of an undisturbed write: the id, the item at the new address or the index, the item at the
    /// former address, the items at retired addresses, the transaction.
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

    /// Whether Jane's rows may be these afterwards.
    fn is_done(self, janes: &[Member]) -> bool {
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

/// A change of Jane by another writer, and the change that undoes it.
#[derive(Debug, Clone, Copy)]
enum Others {
    /// She moves to the address to which she is being moved, and back.
    MoveThereAndBack,
    /// She moves to a third address, and back.
    MoveAwayAndBack,
    /// Her row is erased, and she is added again.
    EraseAndAdd,
    /// She is deleted, and reactivated.
    DeleteAndReactivate,
    /// She moves away, a new Member takes her old address and is erased.
    GiveTheAddressAway,
    /// Her address is unverified, and stays so.
    Unverify,
}

const JANE: &str = "member-jane";
const JOHN: &str = "member-john";

fn jane(domain: &str) -> Value {
    acme_member(JANE, &format!("jane@{domain}.example"), "Jane")
}

impl Others {
    const ALL: [Self; 6] = [
        Self::MoveThereAndBack,
        Self::MoveAwayAndBack,
        Self::EraseAndAdd,
        Self::DeleteAndReactivate,
        Self::GiveTheAddressAway,
        Self::Unverify,
    ];

    /// Returns whether the write is refused while this lasts: an address that another Member has cannot be retired.
    fn prevents(self, slow: Slow) -> bool {
        matches!((self, slow), (Self::GiveTheAddressAway, Slow::MoveAndRetire))
    }

    /// Returns whether this is never undone.
    fn lasts(self) -> bool {
        matches!(self, Self::Unverify)
    }

    async fn begin(self, writer: &Writer) {
        let begun = match self {
            Self::MoveThereAndBack => put(writer, &jane("d1")).await,
            Self::MoveAwayAndBack => put(writer, &jane("d2")).await,
            Self::EraseAndAdd => writer.members().erase(&acme(), &id(JANE)).await,
            Self::DeleteAndReactivate => writer.members().delete(&acme(), &id(JANE)).await,
            Self::GiveTheAddressAway => {
                put(writer, &jane("d2")).await.expect("moved");
                put(writer, &acme_member(JOHN, "jane@d0.example", "John")).await
            }
            Self::Unverify => {
                let mut jane = jane("d0");
                jane["email_address_verified"] = json!(false);
                put(writer, &jane).await
            }
        };
        assert!(begun.expect("written").is_write());
    }

    /// After this, Jane is where she was, or where she was last put.
    async fn end(self, writer: &Writer) {
        let ended = match self {
            Self::MoveThereAndBack | Self::MoveAwayAndBack | Self::EraseAndAdd => {
                put(writer, &jane("d0")).await
            }
            Self::DeleteAndReactivate => writer.members().reactivate(&acme(), &id(JANE)).await,
            Self::GiveTheAddressAway => writer.members().erase(&acme(), &id(JOHN)).await,
            Self::Unverify => return,
        };
        ended.expect("written");
    }
}

/// A slow write, and a change by others that begins before one of its calls and is undone before another.
#[derive(Debug, Clone, Copy)]
struct Interleaving {
    slow: Slow,
    others: Others,
    begin_before_call: usize,
    undo_before_call: usize,
}

impl Interleaving {
    fn all() -> Vec<Self> {
        let mut cases = Vec::new();
        for slow in Slow::ALL {
            for others in Others::ALL.into_iter().filter(|others| !others.prevents(slow)) {
                for begin_before_call in 0..slow.calls() {
                    let last = if others.lasts() { begin_before_call + 1 } else { slow.calls() };
                    cases.extend((begin_before_call..last).map(|undo_before_call| Self {
                        slow,
                        others,
                        begin_before_call,
                        undo_before_call,
                    }));
                }
            }
        }
        cases
    }

    async fn change_before_call(self, call: usize, writer: &Writer) {
        if call == self.begin_before_call {
            self.others.begin(writer).await;
        }
        if call == self.undo_before_call {
            self.others.end(writer).await;
        }
    }

    async fn run(self) {
        let app = TestApp::start(json!({"organizations": [acme_named("abc")]})).await;
        put(&app.writer, &jane("d0")).await.expect("added");
        let proxy = FaultProxy::to(app.dynamodb_port).await;
        let mut gate = Gate::on(&proxy);
        let writer = writer_over(&app, &proxy);
        let slow = self.slow;
        let mut writing = tokio::spawn(async move { slow.perform(&writer).await });
        let mut written = None;
        for call in 0..slow.calls() {
            tokio::select! {
                _ = gate.arrived.recv() => {}
                outcome = &mut writing => {
                    // The write ended with fewer calls.
                    written = Some(outcome);
                    break;
                }
            }
            self.change_before_call(call, &app.writer).await;
            gate.pass.send(()).expect("the line is there");
        }
        drop(gate);
        let written = match written {
            Some(written) => written,
            None => writing.await,
        };
        written.expect("no panic").expect("a write that others do not stop");
        self.check(&app).await;
    }

    async fn check(self, app: &TestApp) {
        let found = app.writer.consistency().check(app.now()).await.expect("a check");
        assert_eq!(json!(found.inconsistencies), json!([]), "{self:?}");
        let rows = app.rows(&app.tables.members).await;
        let janes = rows.iter().filter(|row| row.get("member_id").is_some_and(|id| id == JANE));
        let janes: Vec<Member> = janes.map(|row| serde_json::from_str(&row["object"]).unwrap()).collect();
        assert!(self.slow.is_done(&janes), "{self:?}: {janes:?}");
    }
}

/// Holds each call on a line until the test lets it pass. When the gate is dropped, every call passes.
struct Gate {
    arrived: tokio::sync::mpsc::UnboundedReceiver<()>,
    pass: mpsc::Sender<()>,
}

impl Gate {
    fn on(proxy: &FaultProxy) -> Self {
        let (calls, arrived) = tokio::sync::mpsc::unbounded_channel();
        let (pass, may_pass) = mpsc::channel::<()>();
        let may_pass = Mutex::new(may_pass);
        proxy.plan(move |_| {
            // Fails after the gate is dropped, when calls are no longer counted.
            let _ = calls.send(());
            block_in_place(|| may_pass.lock().unwrap().recv().ok());
            None
        });
        Self { arrived, pass }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_survives_any_interleaved_change_by_other_writers() {
    stream::iter(Interleaving::all()).for_each_concurrent(4, |case| Box::pin(case.run())).await;
}
