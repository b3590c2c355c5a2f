use std::time::Duration;

/// How Socket Mode's connections are kept.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Connections at once: 2, so that one that breaks leaves no gap. Slack allows ten for all starters.
    pub connections: usize,
    /// Envelopes under way at once in a connection: 64, as by HTTP. Beyond them Slack gets no answer, warns who
    /// waits, and sends events again.
    pub envelopes: usize,
    /// Until a connection is there: 10 s. Nobody waits for it, and a slow one is better than none.
    pub connect_within: Duration,
    /// Between two attempts to connect, at first: 0.2 s, doubled from one to the next.
    pub first_pause: Duration,
    /// Between two attempts to connect, at most: 10 s. A connection that held longer had no trouble connecting.
    pub longest_pause: Duration,
    /// After Slack said no: 30 s at least, where it does not say itself. Somebody has to change something first, and
    /// Slack limits how often it is asked.
    pub refused_pause: Duration,
    /// Between two pings to Slack: 5 s, as its own clients do.
    pub ping: Duration,
    /// A connection in which nothing was heard for 20 s, four pings, is given up for dead.
    pub silence: Duration,
    /// Slack closes a connection some ten seconds after it said so. After 30 s it is closed from here.
    pub linger: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            connections: 2,
            envelopes: 64,
            connect_within: Duration::from_secs(10),
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(10),
            refused_pause: Duration::from_secs(30),
            ping: Duration::from_secs(5),
            silence: Duration::from_secs(20),
            linger: Duration::from_secs(30),
        }
    }
}
