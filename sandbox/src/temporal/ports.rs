//! Free ports of this machine.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// For each port wished for that port if it is free, else a free one; 0 wishes for none. They are all different.
/// Somebody else may still take one before it is used: whoever uses them tries again with others.
///
/// # Errors
/// When no port is left.
pub fn pick(wished: &[u16]) -> io::Result<Vec<u16>> {
    Ok(Reserved::pick(wished)?.ports)
}

/// Ports that are ours also while nothing listens on them.
#[derive(Debug)]
pub(super) struct Reserved {
    ports: Vec<u16>,
    /// Bound, not listening: the system gives the ports to nobody else, not even to an outgoing connection, and whoever
    /// connects to them is refused.
    held: Vec<TcpSocket>,
}

impl Reserved {
    /// Ports as [`pick`] picks them.
    pub(super) fn pick(wished: &[u16]) -> io::Result<Self> {
        // All are held until the last is found, so that no two are the same.
        let held = wished
            .iter()
            .map(|&port| bind(port).or_else(|_| bind(0)))
            .collect::<io::Result<Vec<TcpSocket>>>()?;
        let ports =
            held.iter().map(|socket| Ok(socket.local_addr()?.port())).collect::<io::Result<Vec<u16>>>()?;
        Ok(Self { ports, held })
    }

    pub(super) fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// Lets a server listen on them. Linux lets it while they are held, if it sets `SO_REUSEADDR` as all do that are
    /// written in Go; elsewhere they are given up.
    pub(super) fn lend(&mut self) {
        if !cfg!(target_os = "linux") {
            self.held.clear();
        }
    }
}

fn bind(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_port_that_is_taken_becomes_another() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let picked = pick(&[port, 0, 0]).unwrap();
        assert!(!picked.contains(&port));
        assert_eq!(picked.iter().collect::<BTreeSet<_>>().len(), 3, "{picked:?}");
    }

    #[test]
    fn a_port_that_is_free_is_given() {
        let port = bind(0).unwrap().local_addr().unwrap().port();
        assert_eq!(pick(&[port]).unwrap(), [port]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_reserved_can_be_listened_on_by_who_knows_it_and_is_refused_until_then() {
        let mut reserved = Reserved::pick(&[0]).unwrap();
        let address = (Ipv4Addr::LOCALHOST, reserved.ports()[0]);
        assert!(TcpStream::connect(address).is_err());
        reserved.lend();
        let listener = TcpListener::bind(address).unwrap();
        TcpStream::connect(address).unwrap();
        drop(listener);
        assert!(TcpStream::connect(address).is_err());
    }
}
