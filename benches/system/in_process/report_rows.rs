//! Adds the times to the report.

use serde_json::json;

use super::{
    scenario_names::BY_JWT,
    times::{InProcessTimes, ScenarioTimes},
};
use crate::{
    report::{Goal, Report, Unit},
    samples::Samples,
};

impl InProcessTimes {
    /// Reports the scenarios, and what their times consist of.
    pub fn tell(&self, report: &mut Report) {
        report.section("Warm request, in process");
        let signature = self.signature.times(1000.0);
        report.add("the signature of a JWT", &signature, Unit::Microseconds);
        for (name, scenario) in &self.scenarios {
            scenario.tell(name, &signature, report);
        }
        report.section("Other ways to ask, of the loop's as it is");
        for (name, scenario) in &self.scenarios {
            for (variant, measured) in &scenario.variants {
                measured.tell(&format!("{name}: {variant}"), report);
            }
        }
    }
}

impl ScenarioTimes {
    fn tell(&self, name: &str, signature: &Samples, report: &mut Report) {
        let handler = &self.handler;
        report.add(format!("{name}: request"), handler, Unit::Milliseconds);
        let (what, ratio) =
            (format!("{name}: request, of the SDK's calls alone"), handler.divided_by(&self.baseline));
        report.add_goal(what, &ratio, Unit::Times, Goal::AtMost(1.15));
        let p99 = handler.quantile(0.99) / handler.median();
        report.add_one(format!("{name}: p99, of the median"), p99, Unit::Times);
        self.tell_own_time(name, signature, report);
        let (what, units) = (format!("{name}: read units"), Samples(vec![self.read_units]));
        if name == "standard" {
            report.add_goal(what, &units, Unit::Count, Goal::AtMost(9.0));
        } else {
            report.add(what, &units, Unit::Count);
        }
        let counts = json!({"calls": self.calls, "round_trips": self.round_trips, "organizations": self.organizations});
        report.detail(name, counts);
    }

    /// What the handler takes longer than the SDK's calls, without the signature of a JWT.
    fn tell_own_time(&self, name: &str, signature: &Samples, report: &mut Report) {
        let own = self.handler_alone.minus(&self.baseline_alone).times(1000.0);
        let (what, own) = if name == BY_JWT {
            let what = format!("{name}: own time beside the SDK's calls, without the signature");
            (what, own.less(signature.median()))
        } else {
            (format!("{name}: own time beside the SDK's calls"), own)
        };
        if self.organizations == 25 {
            report.add_goal(what, &own, Unit::Microseconds, Goal::AtMost(150.0));
        } else {
            report.add(what, &own, Unit::Microseconds);
        }
    }
}
