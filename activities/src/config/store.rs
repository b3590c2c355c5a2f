use muster_store::Address;
use secrecy::ExposeSecret;

use super::Environment;

const STORE: &str = "MUSTER_STORE";

/// Where the store is. It may have a password in it, and may be in a file.
pub(super) fn read(environment: &mut Environment) -> Option<Address> {
    if !environment.has_secret(STORE) {
        return Some(Address::default());
    }
    let address = environment.secret(STORE)?;
    match address.expose_secret().parse::<Address>() {
        Ok(address) => Some(address),
        Err(invalid) => {
            environment.problem(STORE, format!("cannot be used: {invalid}"));
            None
        }
    }
}
