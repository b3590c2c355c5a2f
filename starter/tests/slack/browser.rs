//! A browser, as far as signing in takes one.

use reqwest::{
    Client, Method, Response, StatusCode,
    header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};

/// A browser: it keeps cookies, and goes nowhere by itself.
pub(crate) struct Browser {
    http: Client,
    /// Those it has now, by name.
    pub(crate) cookies: Vec<(String, String)>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self::that_keeps(Vec::new())
    }

    /// One that has these cookies.
    pub(crate) fn that_keeps(cookies: Vec<(String, String)>) -> Self {
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { http, cookies }
    }

    pub(crate) async fn ask(
        &mut self,
        method: Method,
        url: &str,
        headers: &[(&'static str, &str)],
    ) -> Response {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.http.request(method, url).header(COOKIE, cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split_once(';').unwrap().0.split_once('=').unwrap();
            self.cookies.retain(|(kept, _)| kept != name);
            if !cookie.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        response
    }

    pub(crate) async fn open(&mut self, url: &str) -> Response {
        self.ask(Method::GET, url, &[(ACCEPT.as_str(), "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")])
            .await
    }

    /// From the page to Slack, where somebody is who they are; the address that Slack sends them back to.
    pub(crate) async fn through_slack(&mut self, starter: &str, path: &str, who: &str) -> String {
        let begun = self.open(&format!("{starter}{path}")).await;
        let begin = location(&begun);
        assert!(begin.starts_with("/sign-in"), "{begin}");
        let asked = location(&self.open(&format!("{starter}{begin}")).await);
        location(&self.open(&format!("{asked}&login_hint={who}")).await)
    }

    pub(crate) async fn sign_in(&mut self, starter: &str, who: &str) {
        let back = self.through_slack(starter, "/", who).await;
        assert_eq!(location(&self.open(&back).await), "/");
    }
}

pub(crate) fn location(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{response:?}");
    response.headers()[LOCATION].to_str().unwrap().to_owned()
}
