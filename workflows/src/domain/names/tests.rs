use proptest::prelude::*;

use super::*;

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn reference() -> Reference {
    "INC-K7F3QD".parse().unwrap()
}

fn declared() -> Timestamp {
    "2026-11-22T23:59:59Z".parse().unwrap()
}

#[test]
fn names_channels() {
    for (text, slug) in [
        ("Checkout is down", "checkout-is-down-"),
        ("  Checkout -- is (very) down!!! ", "checkout-is-very-down-"),
        ("Paiement refusé à l’étranger", "paiement-refuse-a-letranger-"),
        ("cafe\u{301} fermé", "cafe-ferme-"),
        ("Größe & Straße", "grosse-strasse-"),
        ("結帳", "jie-zhang-"),
        ("Оплата не работает", "oplata-ne-rabotaet-"),
        ("snake_case don't", "snake-case-dont-"),
        ("🔥🔥🔥", ""),
        ("🔥 checkout 🔥", "checkout-"),
        ("<!channel> <@U123> & *bold*", "channel-u123-bold-"),
        ("500s in eu-west-1", "500s-in-eu-west-1-"),
        ("—", ""),
    ] {
        let name = channel_name(declared(), &title(text), &reference());
        assert_eq!(name, format!("inc-2026-11-22-{slug}k7f3qd"), "{text}");
    }
}

#[test]
fn cuts_a_channel_name_between_words() {
    let long = "the payment provider answers with an error to every single request since noon";
    assert_eq!(
        channel_name(declared(), &title(long), &reference()),
        "inc-2026-11-22-the-payment-provider-answers-with-an-error-to-every-single-k7f3qd"
    );
    let name = channel_name(declared(), &title(&"x".repeat(150)), &reference());
    assert_eq!(name, format!("inc-2026-11-22-{}-k7f3qd", "x".repeat(58)));
    assert_eq!(name.len(), CHANNEL_NAME);
}

#[test]
fn names_the_rest() {
    let title = title("Checkout is down");
    assert_eq!(
        channel_topic(&title, Severity::MAJOR, &reference()),
        "INC-K7F3QD · severity 1 · Checkout is down"
    );
    assert_eq!(issue_summary(&title, &reference()), "INC-K7F3QD Checkout is down");
    assert_eq!(meeting_topic(&title, &reference()), "INC-K7F3QD Checkout is down");
    assert_eq!(page_title(declared(), &title, &reference()), "INC-K7F3QD: Checkout is down (2026-11-22)");
}

#[test]
fn cuts_what_is_too_long() {
    let title = title(&"🔥".repeat(Title::MAX_CHARS));
    assert_eq!(meeting_topic(&title, &reference()), format!("INC-K7F3QD {}…", "🔥".repeat(94)));
    assert_eq!(
        page_title(declared(), &title, &reference()),
        format!("INC-K7F3QD: {}… (2026-11-22)", "🔥".repeat(56))
    );
    assert_eq!(cut("abc def", 5, utf16), "abc…");
    assert_eq!(cut("abc def", 7, utf16), "abc def");
}

prop_compose! {
    fn any_title()(text in r"\PC{0,160}", fallback in "[a-z]") -> Title {
        Title::new(&text).or_else(|_| Title::new(&fallback)).unwrap()
    }
}

prop_compose! {
    fn any_moment()(second in 0i64..253_402_300_799) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
}

proptest! {
    #[test]
    fn any_title_names_a_channel(title in any_title(), declared in any_moment()) {
        let name = channel_name(declared, &title, &reference());
        prop_assert!(name.len() <= CHANNEL_NAME, "{name}");
        prop_assert!(name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{name}");
        prop_assert!(name.starts_with("inc-") && name.ends_with("-k7f3qd"), "{name}");
        prop_assert!(!name.contains("--"), "{name}");
    }

    #[test]
    fn any_title_fits_everywhere(title in any_title(), declared in any_moment()) {
        let (topic, page) =
            (channel_topic(&title, Severity::MAJOR, &reference()), page_title(declared, &title, &reference()));
        let (issue, meeting) = (issue_summary(&title, &reference()), meeting_topic(&title, &reference()));
        prop_assert!(topic.encode_utf16().count() <= CHANNEL_TOPIC);
        prop_assert!(issue.encode_utf16().count() <= ISSUE_SUMMARY);
        prop_assert!(meeting.encode_utf16().count() <= MEETING_TOPIC);
        prop_assert!(page.len() <= PAGE_TITLE);
        for name in [topic, page, issue, meeting] {
            prop_assert!(name.starts_with("INC-K7F3QD"), "{name}");
        }
    }
}
