//! Finds names that are similar to a mistyped one.

/// The maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 3;
/// The Jaro-Winkler similarity from which a name is suggested.
const MIN_SIMILARITY: f64 = 0.8;

/// Collects the names that are most similar to a text. Letter case is ignored.
#[derive(Debug)]
pub struct Suggestions {
    text: String,
    /// Similarities and displayed names, best first.
    best: Vec<(f64, String)>,
}

impl Suggestions {
    pub fn of(text: &str) -> Self {
        Self { text: text.to_lowercase(), best: Vec::new() }
    }

    /// Suggests `displayed` if one of its names is similar to the text.
    pub fn add(&mut self, names: &[&str], displayed: impl FnOnce() -> String) {
        let similarity = |name: &&str| strsim::jaro_winkler(&self.text, &name.to_lowercase());
        let similarity = names.iter().map(similarity).fold(0.0, f64::max);
        let is_full = self.best.len() == MAX_SUGGESTIONS;
        let worst = self.best.last().map_or(0.0, |(worst, _)| *worst);
        if similarity < MIN_SIMILARITY || (is_full && similarity <= worst) {
            return;
        }
        self.best.push((similarity, displayed()));
        self.best.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        self.best.truncate(MAX_SUGGESTIONS);
    }

    /// Returns the suggestions, best first.
    pub fn into_names(self) -> Vec<String> {
        self.best.into_iter().map(|(_, name)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestions(text: &str, names: &[&str]) -> Vec<String> {
        let mut suggestions = Suggestions::of(text);
        for name in names {
            suggestions.add(&[name], || (*name).to_owned());
        }
        suggestions.into_names()
    }

    #[test]
    fn typing_errors_are_suggested() {
        let names = ["globex", "acme", "initech", "acme-labs", "umbrella"];
        assert_eq!(suggestions("acne", &names), ["acme"]);
        assert_eq!(suggestions("ACME-LAB", &names), ["acme-labs", "acme"]);
        assert_eq!(suggestions("nope", &names), [] as [&str; 0]);
    }

    #[test]
    fn best_three_are_suggested() {
        let names = ["acme-1", "acme-22", "acme-333", "acme-4444", "acm"];
        assert_eq!(suggestions("acme-2", &names).len(), 3);
        assert_eq!(suggestions("acme-2", &names)[0], "acme-22");
    }
}
