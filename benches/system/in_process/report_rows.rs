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
    /// Adds the scenarios and the components of their times.
    pub fn add_to_report(&self, report: &mut Report) {
        report.section("Warm request, in process");
        let signature = self.signature.multiplied_by(1000.0);
        report.add("verifying the signature of a JWT", &signature, Unit::Microseconds);
        for (name, scenario) in &self.scenarios {
            scenario.add_to_report(name, &signature, report);
        }
        report.section("Alternative reads, relative to the baseline loop");
        for (name, scenario) in &self.scenarios {
            for (variant, measured) in &scenario.variants {
                measured.add_to_report(&format!("{name}: {variant}"), report);
            }
        }
    }
}

impl ScenarioTimes {
    fn add_to_report(&self, name: &str, signature: &Samples, report: &mut Report) {
        let handler = &self.handler;
        report.add(format!("{name}: request"), handler, Unit::Milliseconds);
        let (label, ratio) = (
            format!("{name}: request, relative to the SDK's calls alone"),
            handler.divided_by(&self.default_settings),
        );
        report.add_goal(label, &ratio, Unit::Times, Goal::AtMost(1.12));
        let label = format!("{name}: request, relative to these calls with the function's client");
        report.add(label, &handler.divided_by(&self.baseline), Unit::Times);
        let p99 = handler.quantile(0.99) / handler.median();
        report.add_one(format!("{name}: p99, relative to the median"), p99, Unit::Times);
        self.add_own_time(name, signature, report);
        let (label, units) = (format!("{name}: read units"), Samples(vec![self.read_units]));
        if name == "standard" {
            report.add_goal(label, &units, Unit::Count, Goal::AtMost(9.0));
        } else {
            report.add(label, &units, Unit::Count);
        }
        let counts = json!({"calls": self.calls, "round_trips": self.round_trips, "organizations": self.organizations});
        report.detail(name, counts);
    }

    /// Adds the handler's time in addition to the SDK's calls. Excludes the verification of a JWT's signature.
    fn add_own_time(&self, name: &str, signature: &Samples, report: &mut Report) {
        let own = self.handler_recorded.minus(&self.baseline_recorded).multiplied_by(1000.0);
        let (label, own) = if name == BY_JWT {
            let label = format!("{name}: own time in addition to the SDK's calls, without the signature");
            (label, own.minus_value(signature.median()))
        } else {
            (format!("{name}: own time in addition to the SDK's calls"), own)
        };
        if self.organizations == 25 {
            report.add_goal(label, &own, Unit::Microseconds, Goal::AtMost(150.0));
        } else {
            report.add(label, &own, Unit::Microseconds);
        }
    }
}
