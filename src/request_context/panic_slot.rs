//! The panic of a request's handler.

use std::{
    any::Any,
    fmt, mem,
    panic::PanicHookInfo,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Carries a panic's location from the panic hook, which alone sees it, to the code that catches the panic.
#[derive(Debug, Default)]
pub struct PanicSlot(Mutex<SlotState>);

#[derive(Debug, Default)]
enum SlotState {
    /// No code would catch a panic.
    #[default]
    Closed,
    /// A panic will be caught.
    Open,
    /// A panic occurred and is about to be caught.
    Filled(CaughtPanic),
}

/// The location of a panic and its message, if that is a string literal. A formatted message is omitted, because it can quote
/// the caller's input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaughtPanic(String);

impl PanicSlot {
    /// Opens the slot: the caller catches panics from now on.
    pub(crate) fn open(&self) {
        *self.state() = SlotState::Open;
    }

    /// Closes the slot. Returns the panic that occurred while it was open.
    pub(crate) fn close(&self) -> Option<CaughtPanic> {
        match mem::take(&mut *self.state()) {
            SlotState::Filled(panic) => Some(panic),
            SlotState::Open | SlotState::Closed => None,
        }
    }

    /// Stores a panic if the slot is open. Returns whether it was stored.
    pub(crate) fn fill(&self, panic: &PanicHookInfo<'_>) -> bool {
        let mut state = self.state();
        if matches!(*state, SlotState::Closed) {
            return false;
        }
        *state = SlotState::Filled(CaughtPanic::of_hook(panic));
        true
    }

    fn state(&self) -> MutexGuard<'_, SlotState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CaughtPanic {
    fn of_hook(panic: &PanicHookInfo<'_>) -> Self {
        let location = panic.location().map_or_else(|| "somewhere".to_owned(), |at| format!("at {at}"));
        Self(format!("{location}{}", literal_message(panic.payload())))
    }

    /// A panic whose location is not known.
    pub(crate) fn of_payload(payload: &(dyn Any + Send)) -> Self {
        Self(format!("somewhere{}", literal_message(payload)))
    }
}

impl fmt::Display for CaughtPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a panic {}", self.0)
    }
}

fn literal_message(payload: &(dyn Any + Send)) -> String {
    payload.downcast_ref::<&'static str>().map_or_else(String::new, |message| format!(": {message}"))
}
