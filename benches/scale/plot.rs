//! An SVG plot of the sign-ins per second at which each limit is reached.

use std::fmt::Write;

use super::{
    capacity::{Kind, Reached, reached},
    numbers::{grouped, load},
    workloads::sign_in_anywhere,
};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 350.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 60.0;
const ROW: f64 = 22.0;
const BOTTOM: f64 = 40.0;
/// The powers of ten at both ends of the logarithmic scale.
const POWERS: (i32, i32) = (2, 6);

/// Returns the plot. The scale is logarithmic, because the limits differ by a factor of 1,000.
pub fn svg() -> String {
    let limits = reached(&sign_in_anywhere());
    let bottom = TOP + ROW * super::numbers::float(limits.len() as u64);
    let height = bottom + BOTTOM;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">
<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>
<text x="10" y="20">Sign-ins per second at which each limit is reached (model)</text>
"##
    );
    draw_legend(&mut svg);
    draw_scale(&mut svg, bottom);
    let mut y = TOP;
    for limit in &limits {
        draw_bar(&mut svg, y, limit);
        y += ROW;
    }
    svg.push_str("</svg>\n");
    svg
}

fn position(load: f64) -> f64 {
    let (from, to) = POWERS;
    let fraction = (load.log10() - f64::from(from)) / f64::from(to - from);
    LEFT + (WIDTH - RIGHT - LEFT) * fraction
}

fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Parameter => "#7f8c8d",
        Kind::Quota => "#1b6ca8",
        Kind::NewTable => "#8fc1e3",
        Kind::Fixed => "#b5651d",
    }
}

fn draw_legend(svg: &mut String) {
    let kinds = [
        (Kind::Parameter, "stack parameter", 350),
        (Kind::NewTable, "new table", 490),
        (Kind::Quota, "quota, raised on request", 590),
        (Kind::Fixed, "cannot be raised", 780),
    ];
    for (kind, name, x) in kinds {
        let fill = colour(kind);
        let text_x = x + 16;
        let _ = writeln!(svg, r#"<rect x="{x}" y="32" width="11" height="11" fill="{fill}"/>"#);
        let _ = writeln!(svg, r#"<text x="{text_x}" y="42">{name}</text>"#);
    }
}

fn draw_scale(svg: &mut String, bottom: f64) {
    let (from, to) = POWERS;
    for power in from..=to {
        let load = 10_u64.pow(power.unsigned_abs());
        let (x, label, label_y) = (position(super::numbers::float(load)), grouped(load), bottom + 20.0);
        let _ = writeln!(
            svg,
            r##"<line x1="{x:.1}" x2="{x:.1}" y1="{TOP:.1}" y2="{bottom:.1}" stroke="#dddddd"/>"##
        );
        let _ = writeln!(svg, r#"<text x="{x:.1}" y="{label_y:.1}" text-anchor="middle">{label}</text>"#);
    }
}

fn draw_bar(svg: &mut String, y: f64, limit: &Reached) {
    let (end, fill) = (position(limit.load), colour(limit.kind));
    let (bar_y, text_y, width) = (y + 4.0, y + 16.0, end - LEFT);
    let (label_x, load_x) = (LEFT - 8.0, end + 5.0);
    let (name, load) = (limit.limit.replace('`', ""), load(limit.load));
    let _ = writeln!(svg, r#"<text x="{label_x:.1}" y="{text_y:.1}" text-anchor="end">{name}</text>"#);
    let _ =
        writeln!(svg, r#"<rect x="{LEFT:.1}" y="{bar_y:.1}" width="{width:.1}" height="14" fill="{fill}"/>"#);
    let _ = writeln!(svg, r#"<text x="{load_x:.1}" y="{text_y:.1}">{load}</text>"#);
}
