//! Where somebody wants to go once they have signed in.

use serde::{Deserialize, Serialize};
use url::{Position, Url};

/// Longer paths do not fit into a cookie with the rest.
const MOST_BYTES: usize = 1_500;

/// A path of this page, with its query. Never an address of somebody else's, who could pass themselves off as Muster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Destination(String);

impl Destination {
    /// What was asked for, as a browser would read it; where that leads anywhere else, the beginning.
    pub(super) fn of(asked: Option<&str>, page: &Url) -> Self {
        asked.and_then(|asked| Self::local(asked, page)).unwrap_or_else(|| Self("/".to_owned()))
    }

    fn local(asked: &str, page: &Url) -> Option<Self> {
        if !asked.starts_with('/') || asked.len() > MOST_BYTES {
            return None;
        }
        // Browsers take `\` for `/`, leave out tabs, and resolve dots: only the result counts.
        let url = page.join(asked).ok().filter(|url| url.origin() == page.origin())?;
        let path = &url[Position::BeforePath..Position::AfterQuery];
        (path.len() <= MOST_BYTES && !path.starts_with("//")).then(|| Self(path.to_owned()))
    }

    /// The path.
    pub(super) fn path(&self) -> &str {
        &self.0
    }

    /// Where to begin anew, to end there.
    pub(super) fn sign_in(&self) -> String {
        if self.0 == "/" {
            return super::SIGN_IN.to_owned();
        }
        let to: String = url::form_urlencoded::byte_serialize(self.0.as_bytes()).collect();
        format!("{}?to={to}", super::SIGN_IN)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page() -> Url {
        "https://muster.example.com".parse().unwrap()
    }

    fn of(asked: &str) -> String {
        Destination::of(Some(asked), &page()).0
    }

    #[test]
    fn only_paths_of_this_page_are_gone_to() {
        for local in
            ["/", "/incidents/INC-K7F3QD", "/incidents?severity=1&q=a%20b", "/a//b", "/@evil.example"]
        {
            assert_eq!(of(local), local);
        }
        for elsewhere in [
            "",
            "incidents",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n\\evil.example",
            "/.//evil.example",
            "/a/..//evil.example",
            "/%2e//evil.example",
            "https://evil.example/",
            "https:evil.example",
            "javascript:alert(1)",
            "@evil.example",
            ".evil.example",
            &format!("/{}", "a".repeat(MOST_BYTES)),
            &format!("/{}", "ä".repeat(MOST_BYTES / 3)),
        ] {
            assert_eq!(of(elsewhere), "/", "{elsewhere:?}");
        }
        assert_eq!(Destination::of(None, &page()).0, "/");
        assert_eq!(of("/a/../b#part"), "/b");
    }

    #[test]
    fn it_is_kept_while_one_begins_anew() {
        assert_eq!(Destination::of(Some("/a?b=c&d"), &page()).sign_in(), "/sign-in?to=%2Fa%3Fb%3Dc%26d");
        assert_eq!(Destination::of(None, &page()).sign_in(), "/sign-in");
    }

    /// What leads elsewhere is made of these.
    const PIECES: [&str; 12] = ["/", "/", "\\", ".", "..", "%2e", "\t", "\n", "@", ":", "?#", "evil.example"];

    proptest! {
        #[test]
        fn nothing_leads_elsewhere(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..6)) {
            let path = of(&format!("/{}", pieces.concat()));
            prop_assert!(path.starts_with('/') && !path.starts_with("//"), "{}", path);
            let url = page().join(&path).unwrap();
            prop_assert_eq!(url.origin(), page().origin());
            prop_assert_eq!(of(&path), path, "it stays as it is");
        }
    }
}
