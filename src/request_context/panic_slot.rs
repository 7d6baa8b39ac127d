//! The panic of a request's handler.

use std::{
    any::Any,
    fmt, mem,
    panic::PanicHookInfo,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Passes a panic's location from the panic hook to the code that catches the panic. Only the hook gets the location.
#[derive(Debug, Default)]
pub struct PanicSlot(Mutex<SlotState>);

#[derive(Debug, Default)]
enum SlotState {
    /// Panics are not caught.
    #[default]
    Closed,
    /// Panics are caught.
    Open,
    /// A panic occurred while the slot was open.
    Filled(CaughtPanic),
}

/// The location of a panic, and its message if that is a string literal. A formatted message is omitted, because it can
/// contain the caller's input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaughtPanic(String);

impl PanicSlot {
    /// Opens the slot. The caller must catch panics until it closes the slot.
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

    /// Stores a panic if the slot is open. Returns true if it was stored.
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
        let location =
            panic.location().map_or_else(|| "at an unknown location".to_owned(), |at| format!("at {at}"));
        Self(format!("{location}{}", literal_message(panic.payload())))
    }

    /// Creates the record of a panic whose location is unknown.
    pub(crate) fn of_payload(payload: &(dyn Any + Send)) -> Self {
        Self(format!("at an unknown location{}", literal_message(payload)))
    }
}

impl fmt::Display for CaughtPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panic {}", self.0)
    }
}

fn literal_message(payload: &(dyn Any + Send)) -> String {
    payload.downcast_ref::<&'static str>().map_or_else(String::new, |message| format!(": {message}"))
}
