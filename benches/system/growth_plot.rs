//! An SVG plot of times by number of organizations.

use std::fmt::Write;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 60.0;
const COLOURS: [&str; 3] = ["#1b6ca8", "#4c9a2a", "#b5651d"];

/// The times of one program.
pub struct Curve {
    pub name: &'static str,
    /// Numbers of organizations with the median time, in milliseconds.
    pub points: Vec<(usize, f64)>,
}

/// A logarithmic scale.
struct Scale {
    from: f64,
    to: f64,
    lowest: f64,
    highest: f64,
}

impl Scale {
    fn position(&self, value: f64) -> f64 {
        let fraction = (value / self.lowest).log10() / (self.highest / self.lowest).log10();
        self.from + (self.to - self.from) * fraction
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (lowest, highest) = (self.lowest, self.highest);
        (-6..7).map(|power| 10_f64.powi(power)).filter(move |tick| (lowest..=highest).contains(tick))
    }
}

/// Returns the plot. Both scales are logarithmic: with linear growth, ten times the organizations take ten times as
/// long.
pub fn svg(curves: &[Curve]) -> String {
    let points = || curves.iter().flat_map(|curve| curve.points.iter().copied());
    let most = points().map(|(organizations, _)| organizations).max().unwrap_or(1);
    let times = || points().map(|(_, time)| time);
    let x = Scale { from: LEFT, to: WIDTH - RIGHT, lowest: 1.0, highest: number(most) };
    let y = Scale {
        from: HEIGHT - BOTTOM,
        to: TOP,
        lowest: times().fold(f64::MAX, f64::min) * 0.7,
        highest: times().fold(0.0, f64::max) * 1.4,
    };
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<text x="{LEFT}" y="18">Milliseconds from event to response, by number of organizations (medians)</text>
"##
    );
    draw_horizontal_grid(&mut svg, &x, &y);
    draw_vertical_grid(&mut svg, &x, &y, curves);
    for (curve, colour) in curves.iter().zip(COLOURS) {
        draw_curve(&mut svg, &x, &y, curve, colour);
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_horizontal_grid(svg: &mut String, x: &Scale, y: &Scale) {
    for tick in y.ticks() {
        let at = y.position(tick);
        let (end, label_x, label_y) = (x.to, LEFT - 8.0, at + 4.0);
        let _ = writeln!(
            svg,
            r##"<line x1="{LEFT}" x2="{end:.1}" y1="{at:.1}" y2="{at:.1}" stroke="#dddddd"/>"##
        );
        let _ = writeln!(svg, r#"<text x="{label_x:.1}" y="{label_y:.1}" text-anchor="end">{tick}</text>"#);
    }
}

fn draw_vertical_grid(svg: &mut String, x: &Scale, y: &Scale, curves: &[Curve]) {
    let sizes = curves.first().into_iter().flat_map(|curve| &curve.points);
    for (organizations, _) in sizes {
        let at = x.position(number(*organizations));
        let (end, label_y) = (y.from, y.from + 20.0);
        let _ =
            writeln!(svg, r##"<line x1="{at:.1}" x2="{at:.1}" y1="{TOP}" y2="{end:.1}" stroke="#eeeeee"/>"##);
        let _ = writeln!(
            svg,
            r#"<text x="{at:.1}" y="{label_y:.1}" text-anchor="middle">{organizations}</text>"#
        );
    }
}

fn draw_curve(svg: &mut String, x: &Scale, y: &Scale, curve: &Curve, colour: &str) {
    let positions: Vec<_> = curve
        .points
        .iter()
        .map(|(organizations, time)| (x.position(number(*organizations)), y.position(*time)))
        .collect();
    let points: Vec<_> = positions.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let points = points.join(" ");
    let _ = writeln!(svg, r#"<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>"#);
    for (x, y) in &positions {
        let _ = writeln!(svg, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{colour}"/>"#);
    }
    if let Some((x, y)) = positions.last() {
        let (x, y, name) = (x + 10.0, y + 4.0, curve.name);
        let _ = writeln!(svg, r#"<text x="{x:.1}" y="{y:.1}" fill="{colour}">{name}</text>"#);
    }
}

fn number(count: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count")]
    let number = count as f64;
    number
}
