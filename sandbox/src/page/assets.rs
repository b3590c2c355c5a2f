//! The page's files, embedded: the sandbox is one program.

/// A file of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asset {
    path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) body: &'static str,
}

/// The page itself.
pub(super) const INDEX: Asset =
    Asset { path: "", content_type: "text/html; charset=utf-8", body: include_str!("index.html") };

macro_rules! assets {
    ($($path:literal)*) => { [$(Asset { path: $path, content_type: content_type($path), body: include_str!($path) }),*] };
}

const ASSETS: &[Asset] = &assets![
    "api.js"
    "avatar.js"
    "blocks.css"
    "blocks.js"
    "channel.css"
    "choices.js"
    "composer.css"
    "composer.js"
    "confirm.js"
    "controls.css"
    "conversation.css"
    "conversation.js"
    "dates.js"
    "documents.css"
    "dom.js"
    "elements.js"
    "emoji.js"
    "forms.css"
    "home.css"
    "home.js"
    "main.js"
    "menu.js"
    "message.js"
    "modal.js"
    "mrkdwn.js"
    "muster.svg"
    "page.css"
    "panel.css"
    "panel.js"
    "panel/adf.js"
    "panel/card.js"
    "panel/confluence.js"
    "panel/controls.js"
    "panel/jira.js"
    "panel/pagerduty.js"
    "panel/services.js"
    "panel/storage.js"
    "panel/zoom.js"
    "parts.css"
    "people.js"
    "places.js"
    "richtext.js"
    "sidebar.css"
    "sidebar.js"
    "state.js"
    "theme.css"
    "timeline.js"
    "toasts.js"
    "workflow.js"
    "world.js"
];

const fn content_type(path: &str) -> &'static str {
    match path.as_bytes() {
        [.., b'.', b'j', b's'] => "text/javascript; charset=utf-8",
        [.., b'.', b'c', b's', b's'] => "text/css; charset=utf-8",
        _ => "image/svg+xml",
    }
}

/// The file at this path below `/page/`.
pub(super) fn find(path: &str) -> Option<Asset> {
    ASSETS.iter().find(|asset| asset.path == path).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// What `text` names between `before` and a double quote.
    fn named<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
        text.split(before).skip(1).filter_map(|rest| rest.split('"').next())
    }

    fn resolve(from: &str, import: &str) -> String {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in import.split('/') {
            match part {
                "." => {}
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    #[test]
    fn every_file_in_the_folder_is_served() {
        fn walk(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, found);
                } else if path.extension().is_some_and(|kind| kind != "rs" && kind != "html") {
                    found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page");
        let mut found = BTreeSet::new();
        walk(&root, &root, &mut found);
        let served: BTreeSet<String> = ASSETS.iter().map(|asset| asset.path.to_owned()).collect();
        assert_eq!(found, served);
    }

    #[test]
    fn everything_the_page_asks_for_is_there() {
        let linked = named(INDEX.body, "\"/page/").map(str::to_owned);
        let imported = ASSETS.iter().flat_map(|asset| {
            named(asset.body, "from \"").map(|import| resolve(asset.path, import)).collect::<Vec<_>>()
        });
        let asked: BTreeSet<String> = linked.chain(imported).collect();
        assert!(asked.len() > 10, "{asked:?}");
        let missing: Vec<_> = asked.iter().filter(|path| find(path).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn nothing_is_parsed_as_markup_in_this_page() {
        for asset in ASSETS {
            for door in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                assert!(!asset.body.contains(door), "{} uses {door}", asset.path);
            }
        }
    }
}
