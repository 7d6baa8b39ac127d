//! What others do between any two calls of one write.

use std::sync::{Mutex, mpsc};

use futures_util::{StreamExt, stream};
use org_discovery::domain::Member;
use org_discovery_admin::writer::{Outcome, WriteError, Writer};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::{
    steps::{acme, id, member, organization, put},
    writer_over,
};
use test_support::{TestApp, fault_proxy::Line};

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
            Self::Delete => writer.delete_member(&acme(), &id(JANE)).await,
            Self::Erase => writer.erase_member(&acme(), &id(JANE)).await,
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

/// What somebody else does to Jane, and what undoes it.
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
    /// She moves away, somebody new comes to her old address, and is erased.
    GiveTheAddressAway,
    /// Her address is unverified, and stays so.
    Unverify,
}

const JANE: &str = "member-jane";
const JOHN: &str = "member-john";

fn jane(domain: &str) -> Value {
    member(JANE, &format!("jane@{domain}.example"), "Jane")
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
            Self::EraseAndAdd => writer.erase_member(&acme(), &id(JANE)).await,
            Self::DeleteAndReactivate => writer.delete_member(&acme(), &id(JANE)).await,
            Self::GiveTheAddressAway => {
                put(writer, &jane("d2")).await.expect("moved");
                put(writer, &member(JOHN, "jane@d0.example", "John")).await
            }
            Self::Unverify => {
                let mut jane = jane("d0");
                jane["email_address_verified"] = json!(false);
                put(writer, &jane).await
            }
        };
        assert_eq!(begun.expect("written"), Outcome::Written);
    }

    /// After this, Jane is where she was, or where she was last put.
    async fn end(self, writer: &Writer) {
        let ended = match self {
            Self::MoveThereAndBack | Self::MoveAwayAndBack | Self::EraseAndAdd => {
                put(writer, &jane("d0")).await
            }
            Self::DeleteAndReactivate => writer.reactivate_member(&acme(), &id(JANE)).await,
            Self::GiveTheAddressAway => writer.erase_member(&acme(), &id(JOHN)).await,
            Self::Unverify => return,
        };
        ended.expect("written");
    }
}

/// Does a slow write, while others do something before its call of one number, and undo it before that of another.
async fn write_while((slow, others, begin, end): (Slow, Others, usize, usize)) {
    let case = format!("{slow:?} while {others:?} before call {begin} and before call {end}");
    let app = TestApp::start(json!({"organizations": [organization("abc")]})).await;
    put(&app.writer, &jane("d0")).await.expect("added");
    let line = Line::to(app.dynamodb_port).await;
    let (calls, mut called) = tokio::sync::mpsc::unbounded_channel();
    let (go, may_go) = mpsc::channel::<()>();
    let may_go = Mutex::new(may_go);
    line.plan(move |_| {
        calls.send(()).expect("somebody counts");
        // Once nobody says so any more, every call may go.
        block_in_place(|| may_go.lock().unwrap().recv().ok());
        None
    });
    let writer = writer_over(&app, &line);
    let mut writing = tokio::spawn(async move { slow.perform(&writer).await });
    let mut written = None;
    for call in 0..slow.calls() {
        tokio::select! {
            _ = called.recv() => {}
            outcome = &mut writing => {
                // There is nothing more to come between.
                written = Some(outcome);
                break;
            }
        }
        if call == begin {
            others.begin(&app.writer).await;
        }
        if call == end {
            others.end(&app.writer).await;
        }
        go.send(()).expect("the line is there");
    }
    drop(go);
    let written = match written {
        Some(written) => written,
        None => writing.await,
    };
    written.expect("no panic").expect("a write that others do not stop");

    let found = app.writer.check(app.now()).await.expect("a check");
    assert_eq!(json!(found.differences), json!([]), "{case}");
    let rows = app.rows(&app.tables.members).await;
    let janes = rows.iter().filter(|row| row.get("member_id").is_some_and(|id| id == JANE));
    let janes: Vec<Member> = janes.map(|row| serde_json::from_str(&row["object"]).unwrap()).collect();
    assert!(slow.is_done(&janes), "{case}: {janes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn write_survives_any_interleaved_change_by_other_writers() {
    let mut cases = Vec::new();
    for slow in Slow::ALL {
        for others in Others::ALL.into_iter().filter(|others| !others.prevents(slow)) {
            for begin in 0..slow.calls() {
                let last = if others.lasts() { begin + 1 } else { slow.calls() };
                cases.extend((begin..last).map(|end| (slow, others, begin, end)));
            }
        }
    }
    stream::iter(cases).for_each_concurrent(4, |case| Box::pin(write_while(case))).await;
}
