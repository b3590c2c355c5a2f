/// As much of a text as fits, in characters; what is cut ends with `…`.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_says_so() {
        let fits = "é".repeat(5);
        assert_eq!(cut(&fits, 5), fits);
        assert_eq!(cut(&fits, 4), "ééé…");
        assert_eq!(cut("", 0), "");
    }
}
