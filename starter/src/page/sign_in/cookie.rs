//! Cookies that hold what is sealed.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::{Serialize, de::DeserializeOwned};

use super::seal::Seal;

/// A cookie, of which there is one a browser.
pub(super) struct Cookie<T> {
    name: String,
    is_secure: bool,
    seal: Seal<T>,
}

impl<T: Serialize + DeserializeOwned> Cookie<T> {
    /// Its name is what its seal is for.
    pub(super) fn new(name: &str, is_secure: bool, secret: &SecretString, lasts: SignedDuration) -> Self {
        let seal = Seal::new(secret, name, lasts);
        // Browsers take it with this prefix only from the host itself, by TLS (RFC 6265bis, 4.1.3.2): no neighbour in the
        // domain can give somebody another.
        let name = if is_secure { format!("__Host-{name}") } else { name.to_owned() };
        Self { name, is_secure, seal }
    }

    /// `Set-Cookie`, by which a browser keeps it.
    pub(super) fn give(&self, it: T) -> Option<HeaderValue> {
        match self.seal.seal(it, Timestamp::now()) {
            Ok(sealed) => self.set(&sealed, self.seal.lasts()),
            Err(error) => {
                tracing::error!(cookie = self.name, %error, "what a cookie is to hold cannot be written");
                None
            }
        }
    }

    /// `Set-Cookie`, by which a browser forgets it.
    pub(super) fn take_back(&self) -> Option<HeaderValue> {
        self.set("", SignedDuration::ZERO)
    }

    /// What a browser has kept.
    pub(super) fn read(&self, headers: &HeaderMap) -> Option<T> {
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|header| header.to_str().ok());
        let mut pairs = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.split_once('='));
        let now = Timestamp::now();
        // Without the prefix there can be others of this name.
        pairs.find_map(
            |(name, value)| {
                if name.trim() == self.name { self.seal.open(value.trim(), now) } else { None }
            },
        )
    }

    fn set(&self, value: &str, lasts: SignedDuration) -> Option<HeaderValue> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let cookie = format!(
            "{}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
            self.name,
            lasts.as_secs()
        );
        HeaderValue::from_str(&cookie).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(is_secure: bool) -> Cookie<String> {
        Cookie::new("muster-test", is_secure, &"secret".into(), SignedDuration::from_mins(10))
    }

    fn given(is_secure: bool) -> String {
        cookie(is_secure).give("Ada".to_owned()).unwrap().to_str().unwrap().to_owned()
    }

    fn read(cookies: &[&str]) -> Option<String> {
        let headers = cookies.iter().map(|cookie| (COOKIE, HeaderValue::from_str(cookie).unwrap()));
        cookie(false).read(&HeaderMap::from_iter(headers))
    }

    #[test]
    fn only_the_host_itself_gives_it_and_no_script_reads_it() {
        let (pair, how) = given(true).split_once("; ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert!(pair.starts_with("__Host-muster-test="), "{pair}");
        assert_eq!(how, "Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        let plain = given(false);
        assert!(plain.starts_with("muster-test=") && plain.ends_with("SameSite=Lax"), "{plain}");
        let gone = cookie(true).take_back().unwrap();
        assert_eq!(gone, "__Host-muster-test=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn it_is_found_among_others() {
        let given = given(false);
        let pair = given.split_once(';').unwrap().0;
        let ada = Some("Ada".to_owned());
        assert_eq!(read(&[pair]), ada);
        assert_eq!(read(&[&format!("theme=dark; {pair}; x")]), ada);
        assert_eq!(read(&["theme=dark", pair]), ada);
        assert_eq!(read(&[&format!("muster-test=forged; {pair}")]), ada, "of two the one that is ours");
        assert_eq!(read(&[&pair.replace("muster-test", "another")]), None);
        assert_eq!(read(&["muster-test", "muster-test=", ""]), None);
        assert_eq!(read(&[]), None);
    }
}
