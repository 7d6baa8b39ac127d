//! Records the calls to DynamoDB of one request: tables, items, read units and times.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use aws_sdk_dynamodb::{
    Client,
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef},
    },
    error::BoxError,
    operation::{
        batch_get_item::{BatchGetItemInput, BatchGetItemOutput},
        get_item::{GetItemInput, GetItemOutput},
        query::{QueryInput, QueryOutput},
    },
    types::ConsumedCapacity,
};
use aws_smithy_runtime_api::client::interceptors::{
    context::{Input, Output},
    dyn_dispatch_hint,
};
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde::Serialize;

/// A completed call.
#[derive(Debug, Clone)]
struct Call {
    target: Target,
    begin: Instant,
    end: Instant,
    result: CallResult,
}

/// The action and the table of a call.
#[derive(Debug, Clone)]
struct Target {
    action: &'static str,
    table: String,
}

/// The result of a call.
#[derive(Debug, Clone, Copy, Default)]
struct CallResult {
    items: usize,
    read_units: f64,
}

/// A call, as the page shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ShownCall {
    /// The number of the round trip, from 1. Calls that overlap belong to the same round trip.
    round_trip: usize,
    action: &'static str,
    table: String,
    items: usize,
    pub read_units: f64,
    milliseconds: f64,
}

/// Records the calls of a client.
#[derive(Debug, Clone, Default)]
pub struct RecordedCalls(Arc<Mutex<Vec<Call>>>);

impl RecordedCalls {
    /// Returns a copy of the client that records its calls in this value.
    pub fn recording_client(&self, client: &Client) -> Client {
        Client::from_conf(client.config().to_builder().interceptor(self.clone()).build())
    }

    /// Returns the calls since the last call of this function.
    pub fn take(&self) -> Vec<ShownCall> {
        let mut calls = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        calls.sort_by_key(|call| call.begin);
        let mut round_trip = 0;
        let mut first_end: Option<Instant> = None;
        let mut shown = Vec::new();
        for Call { target, begin, end, result } in calls {
            match first_end {
                Some(earliest) if begin < earliest => first_end = Some(earliest.min(end)),
                _ => {
                    round_trip += 1;
                    first_end = Some(end);
                }
            }
            shown.push(ShownCall {
                round_trip,
                action: target.action,
                table: target.table,
                items: result.items,
                read_units: result.read_units,
                milliseconds: end.duration_since(begin).as_secs_f64() * 1000.0,
            });
        }
        shown
    }
}

/// A call that has begun.
#[derive(Debug)]
struct BegunCall(Target, Instant);

impl Storable for BegunCall {
    type Storer = StoreReplace<Self>;
}

#[dyn_dispatch_hint]
impl Intercept for RecordedCalls {
    fn name(&self) -> &'static str {
        "recorded calls"
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(target) = target(context.input()) {
            bag.interceptor_state().store_put(BegunCall(target, Instant::now()));
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let (Some(BegunCall(target, begin)), Some(Ok(output))) =
            (bag.load::<BegunCall>(), context.output_or_error())
        {
            let call =
                Call { target: target.clone(), begin: *begin, end: Instant::now(), result: result(output) };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        }
        Ok(())
    }
}

/// Returns the target of a read. The function makes no other calls.
fn target(input: &Input) -> Option<Target> {
    let named = |action, table: Option<&str>| Target { action, table: table.unwrap_or_default().to_owned() };
    if let Some(get) = input.downcast_ref::<GetItemInput>() {
        return Some(named("GetItem", get.table_name()));
    }
    if let Some(query) = input.downcast_ref::<QueryInput>() {
        return Some(named("Query", query.table_name()));
    }
    let batch = input.downcast_ref::<BatchGetItemInput>()?;
    let tables = batch.request_items()?.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    Some(named("BatchGetItem", Some(&tables)))
}

fn result(output: &Output) -> CallResult {
    let units = |capacity: Option<&ConsumedCapacity>| capacity.and_then(|c| c.capacity_units).unwrap_or(0.0);
    if let Some(get) = output.downcast_ref::<GetItemOutput>() {
        return CallResult {
            items: usize::from(get.item().is_some()),
            read_units: units(get.consumed_capacity()),
        };
    }
    if let Some(query) = output.downcast_ref::<QueryOutput>() {
        return CallResult { items: query.items().len(), read_units: units(query.consumed_capacity()) };
    }
    match output.downcast_ref::<BatchGetItemOutput>() {
        Some(batch) => CallResult {
            items: batch.responses().into_iter().flatten().map(|(_, items)| items.len()).sum(),
            read_units: batch.consumed_capacity().iter().map(|capacity| units(Some(capacity))).sum(),
        },
        None => CallResult::default(),
    }
}
