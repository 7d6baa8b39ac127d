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
pub use http::StoreCall;

use crate::Read;

/// Decides what happens to a call.
type Plan = Box<dyn Fn(&StoreCall) -> Option<Fault> + Send + Sync>;

/// A proxy in front of an endpoint.
#[derive(Clone)]
pub struct FaultProxy(Arc<State>);

struct State {
    port: u16,
    endpoint_port: u16,
    plan: Mutex<Plan>,
    carried: Mutex<Vec<Read>>,
    /// Connections that were opened, and how many of them are dead.
    opened: AtomicU64,
    dead: AtomicU64,
    /// What happens to a call on a dead connection.
    death: Mutex<Fault>,
    /// Ends connections that wait for a call.
    closing: Notify,
    /// The number of further connections that are reset as soon as they are opened.
    refusals: AtomicU64,
}

impl FaultProxy {
    pub async fn to(endpoint_port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let proxy = Self(Arc::new(State {
            port,
            endpoint_port,
            plan: Mutex::new(Box::new(|_| None)),
            carried: Mutex::default(),
            opened: AtomicU64::default(),
            dead: AtomicU64::default(),
            death: Mutex::new(Fault::Reset),
            closing: Notify::new(),
            refusals: AtomicU64::default(),
        }));
        tokio::spawn(proxy.clone().accept(listener));
        proxy
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port)
    }

    /// From now on, this decides.
    pub fn plan(&self, plan: impl Fn(&StoreCall) -> Option<Fault> + Send + Sync + 'static) {
        *self.0.plan.lock().unwrap() = Box::new(plan);
    }

    /// From now on, `fault` happens to the first `times` of this read.
    pub fn break_first(&self, times: u64, read: Read, fault: Fault) {
        let seen = AtomicU64::new(0);
        self.plan(move |call| {
            let is_meant = call.read == Some(read) && seen.fetch_add(1, Ordering::Relaxed) < times;
            is_meant.then_some(fault)
        });
    }

    /// From now on, no fault happens.
    pub fn clear_faults(&self) {
        self.plan(|_| None);
    }

    /// Every connection that is open now is dead, as after a freeze: a call on one meets `death`.
    pub fn kill_connections(&self, death: Fault) {
        *self.0.death.lock().unwrap() = death;
        self.0.dead.store(self.0.opened.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Resets every connection that waits for a call, and the next ones as soon as they are opened.
    pub fn close_connections(&self, and_the_next: u64) {
        self.0.refusals.store(and_the_next, Ordering::Relaxed);
        self.0.closing.notify_waiters();
    }

    /// The number of connections opened so far.
    pub fn opened(&self) -> u64 {
        self.0.opened.load(Ordering::Relaxed)
    }

    /// The reads that came since the last time, each attempt.
    pub fn take_carried(&self) -> Vec<Read> {
        std::mem::take(&mut self.0.carried.lock().unwrap())
    }

    async fn accept(self, listener: TcpListener) {
        loop {
            let (client, _) = listener.accept().await.expect("a connection");
            let number = self.0.opened.fetch_add(1, Ordering::Relaxed);
            let refuse = |left: u64| left.checked_sub(1);
            if self.0.refusals.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refuse).is_ok() {
                fault::reset(&client);
                continue;
            }
            tokio::spawn(self.clone().carry(client, number));
        }
    }

    /// Carries calls until one side hangs up.
    async fn carry(self, mut client: TcpStream, number: u64) -> Option<()> {
        let mut endpoint = TcpStream::connect(("127.0.0.1", self.0.endpoint_port)).await.ok()?;
        client.set_nodelay(true).ok()?;
        endpoint.set_nodelay(true).ok()?;
        loop {
            let call = select! {
                call = StoreCall::receive(&mut client) => call?,
                () = self.0.closing.notified() => return fault::reset(&client),
            };
            self.0.carried.lock().unwrap().extend(call.read);
            match self.fault_for(&call, number) {
                None => http::forward(&call, &mut endpoint, &mut client).await?,
                Some(fault) => fault.happen(&call, &mut endpoint, &mut client).await?,
            }
        }
    }

    fn fault_for(&self, call: &StoreCall, connection: u64) -> Option<Fault> {
        if connection < self.0.dead.load(Ordering::Relaxed) {
            return Some(*self.0.death.lock().unwrap());
        }
        (self.0.plan.lock().unwrap())(call)
    }
}
