use super::*;

fn turns(sockets: &Sockets) -> Vec<u64> {
    sockets.inner().open.iter().map(|open| open.envelopes).collect()
}

#[test]
fn a_ticket_is_good_once_within_its_time() {
    let sockets = Sockets::default();
    let now = Timestamp::UNIX_EPOCH;
    assert!(!sockets.are_in_use());
    let ticket = sockets.issue_ticket(now);
    assert!(sockets.are_in_use());
    assert!(sockets.redeem(&ticket, now + TICKET_LIFE));
    assert!(!sockets.redeem(&ticket, now));
    let late = sockets.issue_ticket(now);
    assert!(!sockets.redeem(&late, now + TICKET_LIFE + SignedDuration::from_millis(1)));
    assert!(!sockets.redeem("none", now));
}

#[test]
fn ten_are_open_and_each_has_its_turn() {
    let sockets = Sockets::default();
    assert!(sockets.next().is_none());
    let entered: Vec<_> = (0..MOST).map(|_| sockets.enter(Timestamp::UNIX_EPOCH).unwrap()).collect();
    assert_eq!(entered[MOST - 1].2, MOST);
    assert!(sockets.enter(Timestamp::UNIX_EPOCH).is_none());
    for _ in 0..2 * MOST {
        sockets.next().unwrap();
    }
    assert_eq!(turns(&sockets), [2; MOST]);
    sockets.leave(1);
    assert_eq!(sockets.ids(), (2..=10).collect::<Vec<u64>>());
}

#[test]
fn one_that_is_leaving_has_its_turn_where_there_is_no_other() {
    let sockets = Sockets::default();
    let _entered = [sockets.enter(Timestamp::UNIX_EPOCH), sockets.enter(Timestamp::UNIX_EPOCH)];
    assert_eq!(sockets.disconnect(Which::One(1), DisconnectReason::Warning, Duration::ZERO), 1);
    sockets.next().unwrap();
    sockets.next().unwrap();
    assert_eq!(turns(&sockets), [0, 2]);
    assert_eq!(sockets.cut(Which::One(2)), 1);
    sockets.next().unwrap();
    assert_eq!(turns(&sockets), [1]);
    assert_eq!(sockets.cut(Which::One(2)), 0);
}
