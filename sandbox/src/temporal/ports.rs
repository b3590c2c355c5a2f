//! Free ports of this machine.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// For each port wished for that port if it is free, else a free one; 0 wishes for none. They are all different.
/// Somebody else may still take one before it is used: whoever uses them tries again with others.
///
/// # Errors
/// When no port is left.
pub fn pick(wished: &[u16]) -> io::Result<Vec<u16>> {
    // All are held until the last is found, so that no two are the same.
    let held = wished
        .iter()
        .map(|&port| bind(port).or_else(|_| bind(0)))
        .collect::<io::Result<Vec<TcpListener>>>()?;
    held.iter().map(|listener| Ok(listener.local_addr()?.port())).collect()
}

fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_port_that_is_taken_becomes_another() {
        let taken = bind(0).unwrap();
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
}
