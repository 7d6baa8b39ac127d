//! The prices and the formulas agree with the tables in docs/cost.md. Amounts are rounded once.

use super::{
    money::{Dollars, Quantity},
    rates::{self, Price},
};

const PAGE: &str = include_str!("../../../../docs/cost.md");

/// Returns the cells of the rows under a line of column names.
fn rows_under(head: &str) -> Vec<Vec<&'static str>> {
    let (_, table) = PAGE.split_once(head).unwrap_or_else(|| panic!("docs/cost.md has no table {head}"));
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

fn half_units(cell: &str) -> u64 {
    let (whole, half) = cell.split_once('.').unwrap_or((cell, "0"));
    2 * whole.parse::<u64>().unwrap_or_default() + u64::from(half == "5")
}

#[test]
fn documented_prices_match() {
    let row = |price: &&Price| {
        format!("| {} | {} | `{}` | {} |", price.service, price.text(), price.offer, price.dated)
    };
    let rows = rates::PRICES.iter().map(row).collect::<Vec<_>>().join("\n");
    assert!(PAGE.contains(&rows), "docs/cost.md should have these rows:\n{rows}");
}

#[test]
fn read_unit_formula_matches_measurements() {
    let mut compared = 0;
    for row in rows_under("| request | memberships | joinable organizations | calls | read units |") {
        let &[request, memberships, joinable, _, units] = row.as_slice() else { panic!("{row:?}") };
        let expected = match (request, joinable) {
            ("warm-up of an instance", _) => rates::WARM_UP_HALF_UNITS,
            ("session token" | "session JWT", _) => rates::list_half_units(number(memberships), None),
            ("intermediate session", "1 by domain") => rates::list_half_units(number(memberships), Some(1)),
            _ => continue,
        };
        assert_eq!(half_units(units), expected, "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, 10);
}

fn number(cell: &str) -> u64 {
    cell.split(':').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[test]
fn write_unit_formula_matches_measurements() {
    let rows =
        rows_under("| exchange | read units | items | objects among them | index entries | write units |");
    assert_eq!(rows.len(), 11);
    for row in &rows {
        let &[_, _, items, objects, indexes, units] = row.as_slice() else { panic!("{row:?}") };
        let expected = rates::transaction_units(number(items), number(objects), number(indexes));
        assert_eq!(number(units), expected, "{row:?}");
    }
    let &[_, reads, .., writes] = rows[0].as_slice() else { panic!("{:?}", rows[0]) };
    assert_eq!(half_units(reads), rates::list_half_units(2, Some(0)));
    assert_eq!(number(writes), rates::EXCHANGE_WRITES);
}

#[test]
fn units_of_login_service_match_measurements() {
    let rows =
        rows_under("| write | read units | items | objects among them | index entries | write units |");
    let units = |name| {
        let row = rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("a row {name}"));
        (number(row[1]), number(row[5]))
    };
    assert_eq!(units("intermediate session"), (0, rates::INTERMEDIATE_SESSION_WRITES));
    let member_session = (rates::OWN_MEMBER_SESSION_READS, rates::OWN_MEMBER_SESSION_WRITES);
    assert_eq!(units("member session"), member_session);
}

#[test]
fn alarms_are_those_of_the_template() {
    let template = include_str!("../../../../template.yaml");
    let alarms = template.split("    Type: AWS::CloudWatch::Alarm\n").skip(1);
    let (exchange, discovery): (Vec<_>, Vec<_>) =
        alarms.partition(|alarm| alarm.starts_with("    Condition: ExchangeIsEnabled\n"));
    assert_eq!((discovery.len() as u64, exchange.len() as u64), rates::ALARMS_OF_STACK);
}

#[test]
fn product_rounds_half_up() {
    for (nano, quantity, per, expected) in [
        (625_000_000, Quantity::from(16_000_000), 1_000_000, "10"),
        (13_333_400_000, Quantity::from(5_000), 1_000_000, "0.066667"),
        (1, Quantity::new(1, 2), 1, "0.000000001"),
        (1, Quantity::new(499, 1000), 1, "0"),
        (1_000_000_000, Quantity::from(1_234_567), 1, "1234567"),
    ] {
        assert_eq!(Dollars::nano(nano).times(quantity, per).exact(), expected);
    }
}

#[test]
fn amounts_have_cents() {
    for (nano, expected) in
        [(0, "0.00"), (4_999_999, "0.00"), (5_000_000, "0.01"), (999_999_999_999, "1,000.00")]
    {
        assert_eq!(Dollars::nano(nano).to_string(), expected);
    }
    assert_eq!(Dollars::nano(13_333_400_000).price(), "13.3334");
    assert_eq!(Quantity::new(2_345, 1_000).to_string(), "2.35");
}
