//! A picture of how times grow with the number of organizations.

use std::fmt::Write;

use super::{growth::Grown, samples::Samples};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 60.0;
const COLOURS: [&str; 3] = ["#1b6ca8", "#4c9a2a", "#b5651d"];

/// A scale on which every tenfold is as long as any other.
struct Scale {
    from: f64,
    to: f64,
    lowest: f64,
    highest: f64,
}

impl Scale {
    fn place(&self, value: f64) -> f64 {
        let share = (value / self.lowest).log10() / (self.highest / self.lowest).log10();
        self.from + (self.to - self.from) * share
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (lowest, highest) = (self.lowest, self.highest);
        (-6..7).map(|power| 10_f64.powi(power)).filter(move |tick| (lowest..=highest).contains(tick))
    }
}

/// Both scales are logarithmic, so what is linear rises by one tenfold with each tenfold.
pub fn growth(grown: &[Grown]) -> String {
    let (most, names) = (&grown[grown.len() - 1], grown[0].took.keys());
    let medians = || grown.iter().flat_map(|of_size| of_size.took.values().map(Samples::median));
    let x = Scale { from: LEFT, to: WIDTH - RIGHT, lowest: 1.0, highest: number(most.organizations) };
    let y = Scale {
        from: HEIGHT - BOTTOM,
        to: TOP,
        lowest: medians().fold(f64::MAX, f64::min) * 0.7,
        highest: medians().fold(0.0, f64::max) * 1.4,
    };
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<text x="{LEFT}" y="18">Milliseconds from event to answer, by the number of organizations in it (medians)</text>
"##
    );
    for tick in y.ticks() {
        let at = y.place(tick);
        let _ = writeln!(
            svg,
            r##"<line x1="{LEFT}" x2="{:.1}" y1="{at:.1}" y2="{at:.1}" stroke="#dddddd"/>"##,
            x.to
        );
        let _ = writeln!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{tick}</text>"#,
            LEFT - 8.0,
            at + 4.0
        );
    }
    for of_size in grown {
        let at = x.place(number(of_size.organizations));
        let _ = writeln!(
            svg,
            r##"<line x1="{at:.1}" x2="{at:.1}" y1="{TOP}" y2="{:.1}" stroke="#eeeeee"/>"##,
            y.from
        );
        let _ = writeln!(
            svg,
            r#"<text x="{at:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            y.from + 20.0,
            of_size.organizations
        );
    }
    for (name, colour) in names.zip(COLOURS) {
        let places = grown
            .iter()
            .map(|of_size| (x.place(number(of_size.organizations)), y.place(of_size.took[name].median())));
        let places: Vec<_> = places.collect();
        let points: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(
            svg,
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2"/>"#,
            points.join(" ")
        );
        for (x, y) in &places {
            let _ = writeln!(svg, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{colour}"/>"#);
        }
        let (x, y) = places[places.len() - 1];
        let _ =
            writeln!(svg, r#"<text x="{:.1}" y="{:.1}" fill="{colour}">{name}</text>"#, x + 10.0, y + 4.0);
    }
    svg.push_str("</svg>\n");
    svg
}

fn number(count: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count")]
    let number = count as f64;
    number
}
