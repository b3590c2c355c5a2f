use std::time::Duration;

/// How much is taken on at once, and how long whom is waited for. Slack sends small requests, whole, and waits 3 s
/// for the answer: whoever is slower or larger is somebody else.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once: 160. Each may hold a whole body, so that they bound the memory: 160 MB. Further ones
    /// wait in the system's queue, for no longer than [`Self::connection`].
    pub connections: usize,
    /// Requests of Slack at once, signed ones: 64. With [`Self::alerts`] and [`Self::page`] that is 144 of the 160 connections, so that there
    /// are always some left for `/healthz` and for saying no. A workspace has a few at a time; more is a storm, and Slack
    /// then hears at once that it should come again.
    pub requests: usize,
    /// Requests of monitors at once: 48. A burst of theirs takes none of Slack's places, and a monitor that finds none
    /// sends it again.
    pub alerts: usize,
    /// Requests of people who look at the page at once: 32. They take none of Slack's places, however many look.
    pub page: usize,
    /// Bytes of the request line and the headers: 16 KiB. Slack sends less than one, proxies add some.
    pub header_bytes: usize,
    /// Headers: 64. Slack sends a dozen, proxies add some.
    pub headers: usize,
    /// Until the headers are there: 3 s. Slack has given up by then.
    pub headers_within: Duration,
    /// Bytes of a body: 1 MiB. Most have a few thousand, but an edited message comes twice, in JSON that writes six
    /// bytes for a letter, and may have 40,000 letters.
    pub body_bytes: usize,
    /// From the headers until the whole body is there: 3 s, as for the headers.
    pub body_within: Duration,
    /// From the beginning to the end of a connection: 10 s. Headers, body and answer take 3 s each at the most; one
    /// is left for reading the answer.
    pub connection: Duration,
    /// From the signal to stop until what is then still under way is cut: 5 s. What Slack sent is answered in 3 s,
    /// and whoever deploys waits at least 10 s.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 160,
            requests: 64,
            alerts: 48,
            page: 32,
            header_bytes: 16 * 1024,
            headers: 64,
            headers_within: Duration::from_secs(3),
            body_bytes: 1024 * 1024,
            body_within: Duration::from_secs(3),
            connection: Duration::from_secs(10),
            drain: Duration::from_secs(5),
        }
    }
}
