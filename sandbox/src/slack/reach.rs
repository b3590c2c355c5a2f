//! How the app is reached.

use super::socket::Outlet;
use crate::core::Core;
use crate::options::App;

/// How the app is reached at this moment.
#[derive(Debug)]
pub(super) enum Reach {
    /// Socket Mode: over the connection whose turn it is.
    Socket(Outlet),
    /// Requests to its URL.
    Http(App),
    /// It is in Socket Mode, and not connected.
    Unconnected,
    /// No app is installed.
    NoApp,
}

impl Reach {
    /// As the record of deliveries names it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Socket(_) | Self::Unconnected => "socket",
            Self::Http(_) => "http",
            Self::NoApp => "none",
        }
    }
}

impl Core {
    pub(super) fn reach(&self) -> Reach {
        match (self.sockets.next(), self.app()) {
            (Some(outlet), _) => Reach::Socket(outlet),
            (None, Some(app)) => Reach::Http(app),
            (None, None) if self.sockets.are_in_use() => Reach::Unconnected,
            (None, None) => Reach::NoApp,
        }
    }

    /// Whether there is an app at all, reached or not.
    pub(super) fn has_app(&self) -> bool {
        self.app().is_some() || self.sockets.are_in_use()
    }
}
