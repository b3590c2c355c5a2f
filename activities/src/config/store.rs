use muster_store::Address;
use secrecy::ExposeSecret;

use super::Environment;

/// The variable that names the store.
pub const STORE: &str = "MUSTER_STORE";

/// Where the store is that a worker writes.
pub(super) fn read(environment: &mut Environment) -> Option<Address> {
    let stores = stores(environment, STORE)?;
    match <[Address; 1]>::try_from(stores) {
        Ok([only]) => Some(only),
        Err(_) => {
            environment.problem(STORE, "names several stores: a worker writes one, that of its region");
            None
        }
    }
}

/// Where the stores are that a variable names, separated by commas: each region has its own, and who reads reads all. They may
/// have passwords in them, and may be in a file.
pub fn stores(environment: &mut Environment, name: &str) -> Option<Vec<Address>> {
    if !environment.has_secret(name) {
        return Some(vec![Address::default()]);
    }
    let text = environment.secret(name)?;
    match text.expose_secret().split(',').map(|address| address.trim().parse()).collect() {
        Ok(addresses) => Some(addresses),
        Err(invalid) => {
            let invalid: muster_store::InvalidAddress = invalid;
            environment.problem(name, format!("cannot be used: {invalid}"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(text: &str) -> Result<Address, String> {
        let mut environment = Environment::of([(STORE, text)]);
        let store = read(&mut environment);
        environment.finish(store).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_worker_writes_one_store() {
        assert_eq!(read_from("").unwrap().to_string(), "sqlite://muster-store.db");
        assert_eq!(read_from("sqlite://a.db").unwrap().to_string(), "sqlite://a.db");
        let several = read_from("postgres://muster:s3cret@west/muster, sqlite://b.db").unwrap_err();
        assert!(several.starts_with("MUSTER_STORE names several stores"), "{several}");
    }

    #[test]
    fn what_is_no_store_is_told_without_its_password() {
        let wrong = read_from("sqlite://a.db,postgrse://muster:s3cret@west/muster").unwrap_err();
        assert!(wrong.starts_with("MUSTER_STORE cannot be used: that is no store"), "{wrong}");
        assert!(!wrong.contains("s3cret"), "{wrong}");
    }
}
