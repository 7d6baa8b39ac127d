//! What others do between any two calls of one write.

use std::sync::{Mutex, mpsc};

use org_discovery::store::dynamodb::{Writer, write::Outcome};
use serde_json::{Value, json};
use tokio::task::block_in_place;

use super::{
    steps::{acme, id, member, organization, put},
    writer_over,
};
use crate::{harness::TestApp, line::Line};

/// Calls of a write that meets nobody: the id, the row at the new address, the row at the old one, the transaction.
const CALLS: usize = 4;

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
}

const JANE: &str = "member-jane";
const JOHN: &str = "member-john";

fn jane(domain: &str) -> Value {
    member(JANE, &format!("jane@{domain}.example"), "Jane")
}

impl Others {
    const ALL: [Self; 5] = [
        Self::MoveThereAndBack,
        Self::MoveAwayAndBack,
        Self::EraseAndAdd,
        Self::DeleteAndReactivate,
        Self::GiveTheAddressAway,
    ];

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
        };
        ended.expect("written");
    }
}

/// Moves Jane from d0 to d1, while others do something before the call of one number, and the rest before that of another.
async fn move_jane_while(others: Others, begin: usize, end: usize) {
    let case = format!("{others:?}, before call {begin} and before call {end}");
    let app = TestApp::start(json!({"organizations": [organization("abc")]})).await;
    put(&app.writer, &jane("d0")).await.expect("added");
    let line = Line::to(app.dynamodb_port).await;
    let (arrives, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let (go, may_go) = mpsc::channel::<()>();
    let may_go = Mutex::new(may_go);
    line.plan(move |_| {
        arrives.send(()).expect("somebody counts");
        // Once nobody says so any more, every call may go.
        block_in_place(|| may_go.lock().unwrap().recv().ok());
        None
    });
    let writer = writer_over(&app, &line);
    let mut writing = tokio::spawn(async move { put(&writer, &jane("d1")).await });
    let mut written = None;
    for call in 0..CALLS {
        tokio::select! {
            _ = arrived.recv() => {}
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
    let addresses: Vec<&str> = janes.map(|row| row["address"].rsplit('#').next().unwrap()).collect();
    assert_eq!(addresses, ["jane@d1.example"], "{case}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_others_do_between_two_calls_of_a_move_a_member_stands_once() {
    for others in Others::ALL {
        for begin in 0..CALLS {
            for end in begin..CALLS {
                Box::pin(move_jane_while(others, begin, end)).await;
            }
        }
    }
}
