//! What to start, and where.

/// What to start, and where. A port of 0, and a port that is taken, becomes a free one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether the Web UI comes with it.
    pub ui: bool,
    /// The port of its gRPC API; Temporal's own is 7233.
    pub port: u16,
    /// The port of its HTTP API; Temporal's own is 7243.
    pub http_port: u16,
    /// The port of the Web UI; Temporal's own is 8233.
    pub ui_port: u16,
    /// `host:port` of a server to use instead of starting one.
    pub address: Option<String>,
    /// `host:port` of that server's HTTP API.
    pub http_address: Option<String>,
    /// Where that server's Web UI is.
    pub ui_url: Option<String>,
}

impl Options {
    /// Free ports and no Web UI; a server given by `MUSTER_TEMPORAL_ADDRESS`, `MUSTER_TEMPORAL_HTTP_ADDRESS` and
    /// `MUSTER_TEMPORAL_UI_URL`.
    pub fn from_env() -> Self {
        Self {
            address: set("MUSTER_TEMPORAL_ADDRESS"),
            http_address: set("MUSTER_TEMPORAL_HTTP_ADDRESS"),
            ui_url: set("MUSTER_TEMPORAL_UI_URL"),
            ..Self::default()
        }
    }
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
