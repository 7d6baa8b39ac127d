//! A proxy between the function and the DynamoDB-compatible endpoint that injects faults.
//!
//! It listens on loopback and parses enough of HTTP and of `DynamoDB`'s API to recognize each read.

mod fault;
mod http;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::Notify,
};

pub use fault::Fault;
pub use http::DynamoDbCall;

use crate::Read;

/// Selects the fault of a call. `None` forwards the call.
type FaultPlan = Box<dyn Fn(&DynamoDbCall) -> Option<Fault> + Send + Sync>;

/// A proxy in front of a DynamoDB-compatible endpoint. Clones share the proxy.
///
/// A new proxy forwards every call. [`inject`](Self::inject) and [`inject_first`](Self::inject_first) select the calls
/// that fail, until [`clear_faults`](Self::clear_faults).
#[derive(Clone)]
pub struct FaultProxy(Arc<State>);

struct State {
    port: u16,
    endpoint_port: u16,
    plan: Mutex<FaultPlan>,
    /// The reads that arrived, including retries.
    reads: Mutex<Vec<Read>>,
    /// The number of connections that were opened.
    opened: AtomicU64,
    /// The number of dead connections: those opened first.
    dead: AtomicU64,
    /// The fault of a call on a dead connection.
    dead_connection_fault: Mutex<Fault>,
    /// Notifies the connections that wait for a call that they must be reset.
    closing: Notify,
    /// The number of further connections that are reset as soon as they are opened.
    refusals: AtomicU64,
}

impl FaultProxy {
    /// Starts a proxy in front of the endpoint on this port.
    pub async fn start(endpoint_port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let proxy = Self(Arc::new(State {
            port,
            endpoint_port,
            plan: Mutex::new(Box::new(|_| None)),
            reads: Mutex::default(),
            opened: AtomicU64::default(),
            dead: AtomicU64::default(),
            dead_connection_fault: Mutex::new(Fault::Reset),
            closing: Notify::new(),
            refusals: AtomicU64::default(),
        }));
        tokio::spawn(proxy.clone().accept(listener));
        proxy
    }

    /// Returns the URL of the proxy, to be used instead of the endpoint's.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port)
    }

    /// Injects the fault that `plan` returns for a call, and forwards the calls for which it returns `None`.
    ///
    /// Replaces the former plan.
    pub fn inject(&self, plan: impl Fn(&DynamoDbCall) -> Option<Fault> + Send + Sync + 'static) {
        *self.0.plan.lock().unwrap() = Box::new(plan);
    }

    /// Injects a fault into the next `times` calls of this read, including retries.
    pub fn inject_first(&self, times: u64, read: Read, fault: Fault) {
        let count = AtomicU64::new(0);
        self.inject(move |call| {
            let is_affected = call.read == Some(read) && count.fetch_add(1, Ordering::Relaxed) < times;
            is_affected.then_some(fault)
        });
    }

    /// Forwards every call from now on.
    pub fn clear_faults(&self) {
        self.inject(|_| None);
    }

    /// Makes every open connection dead, as after a Lambda freeze: each call on one of them fails with `fault`.
    pub fn kill_connections(&self, fault: Fault) {
        *self.0.dead_connection_fault.lock().unwrap() = fault;
        self.0.dead.store(self.0.opened.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Resets every idle connection, and the next `refused` connections as soon as they are opened.
    pub fn close_connections(&self, refused: u64) {
        self.0.refusals.store(refused, Ordering::Relaxed);
        self.0.closing.notify_waiters();
    }

    /// Returns the number of connections opened so far.
    pub fn opened_connections(&self) -> u64 {
        self.0.opened.load(Ordering::Relaxed)
    }

    /// Returns the reads that arrived since the last call of this method, including retries.
    pub fn take_reads(&self) -> Vec<Read> {
        std::mem::take(&mut self.0.reads.lock().unwrap())
    }

    async fn accept(self, listener: TcpListener) {
        loop {
            let (client, _) = listener.accept().await.expect("a connection");
            let number = self.0.opened.fetch_add(1, Ordering::Relaxed);
            let decrement = |remaining: u64| remaining.checked_sub(1);
            if self.0.refusals.fetch_update(Ordering::Relaxed, Ordering::Relaxed, decrement).is_ok() {
                fault::reset(&client);
                continue;
            }
            tokio::spawn(self.clone().serve(client, number));
        }
    }

    /// Forwards the calls of a connection or injects faults into them, until one side closes the connection.
    async fn serve(self, mut client: TcpStream, number: u64) -> Option<()> {
        let mut endpoint = TcpStream::connect(("127.0.0.1", self.0.endpoint_port)).await.ok()?;
        client.set_nodelay(true).ok()?;
        endpoint.set_nodelay(true).ok()?;
        loop {
            let call = select! {
                call = DynamoDbCall::receive(&mut client) => call?,
                () = self.0.closing.notified() => return fault::reset(&client),
            };
            self.0.reads.lock().unwrap().extend(call.read);
            match self.fault_for(&call, number) {
                None => http::forward(&call, &mut endpoint, &mut client).await?,
                Some(fault) => fault.apply(&call, &mut endpoint, &mut client).await?,
            }
        }
    }

    fn fault_for(&self, call: &DynamoDbCall, connection: u64) -> Option<Fault> {
        if connection < self.0.dead.load(Ordering::Relaxed) {
            return Some(*self.0.dead_connection_fault.lock().unwrap());
        }
        (self.0.plan.lock().unwrap())(call)
    }
}
