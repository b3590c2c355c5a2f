//! The word that was meant.

/// How alike two words must be for one to be meant, of 1.
const ALIKE: f64 = 0.8;

/// Of the words that there are, the one most like what was typed.
pub(super) fn most_alike<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    words
        .into_iter()
        .map(|word| {
            (
                strsim::jaro_winkler(&typed, word).max(strsim::normalized_damerau_levenshtein(&typed, word)),
                word,
            )
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word)
}
