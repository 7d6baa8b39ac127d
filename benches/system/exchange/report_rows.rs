//! Adds the times of the exchange to the report.

use super::{ColdStart, ExchangeTimes, Pair, Requests, Samples};
use crate::report::{Report, Unit};

impl ExchangeTimes {
    pub fn add_to_report(&self, report: &mut Report) {
        report.section("The exchange: start");
        report.add_one("compressed program of the exchange", self.size, Unit::Megabytes);
        self.starts.add_to_report("", report);
        self.starts_over_tls.add_to_report(" over TLS", report);
        report.section("The exchange: requests");
        for (kind, requests) in &self.requests {
            requests.add_to_report(kind, report);
        }
    }
}

impl Pair<ColdStart> {
    fn add_to_report(&self, how: &str, report: &mut Report) {
        let Self { list, exchange } = self;
        report.add(format!("cold start{how}, list"), &list.ready, Unit::Milliseconds);
        report.add(format!("cold start{how}, exchange"), &exchange.ready, Unit::Milliseconds);
        let relative = exchange.ready.divided_by(&list.ready);
        report.add(format!("cold start{how}, exchange relative to list"), &relative, Unit::Times);
        let relative = exchange.processor_time.divided_by(&list.processor_time);
        report.add(format!("– by processor time{how}"), &relative, Unit::Times);
        let relative = exchange.first.divided_by(&exchange.after_idle);
        let label = "first exchange, relative to a warm exchange after the same idle time";
        report.add(format!("{label}{how}"), &relative, Unit::Times);
    }
}

impl Pair<Requests> {
    fn add_to_report(&self, kind: &str, report: &mut Report) {
        let Self { list, exchange } = self;
        report.add(format!("{kind}: exchange"), &exchange.times, Unit::Milliseconds);
        let relative = exchange.times.divided_by(&list.times);
        report.add(format!("{kind}: relative to the list before it"), &relative, Unit::Times);
        let relative = Samples(vec![exchange.processor_time / list.processor_time]);
        report.add(format!("{kind}: by processor time"), &relative, Unit::Times);
    }
}
