//! An SNS on this machine: what is asked for it comes here.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, Uri, header::LOCATION},
    response::{IntoResponse, Response},
    serve::Listener,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use muster_activities::http_client_builder;
use reqwest::{Certificate, Client};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
    server::TlsStream,
};
use x509_parser::pem::parse_x509_pem;

use super::*;

/// SNS, and what it was asked.
pub(super) struct Outside {
    http: Client,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    pub(super) async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let pem = made.cert.pem();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        // Another test of this process may have installed it.
        let _already: Result<(), _> = rustls::crypto::ring::default_provider().install_default();
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.into()], key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let http = http(&[&pem], listener.local_addr().unwrap());
        let asked = Arc::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&asked));
        let listener = ByTls { listener, acceptor: TlsAcceptor::from(Arc::new(config)) };
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { http, asked }
    }

    /// What hears its messages.
    pub(super) fn sns(&self) -> Sns {
        Sns::new(vec![TOPIC.parse().unwrap()], self.http.clone())
    }

    /// The paths it was asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A client that finds SNS at this address, and trusts these alone.
pub(super) fn http(trusted: &[&str], address: SocketAddr) -> Client {
    let _already: Result<(), _> = rustls::crypto::ring::default_provider().install_default();
    let trusted = trusted.iter().map(|pem| Certificate::from_pem(pem.as_bytes()).unwrap());
    let client = http_client_builder().no_proxy().tls_certs_only(trusted);
    client.resolve(HOST, address).build().unwrap()
}

/// As SNS signs with version 2.
pub(super) fn sign(text: &str) -> String {
    let (_, key) = parse_x509_pem(include_bytes!("../testdata/test-key.pem")).unwrap();
    let key = RsaKeyPair::from_pkcs8(&key.contents).unwrap();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    BASE64_STANDARD.encode(signature)
}

async fn answer(State(asked): State<Arc<Mutex<Vec<String>>>>, request: Request) -> Response {
    let uri: &Uri = request.uri();
    asked.lock().unwrap().push(uri.to_string());
    match uri.path() {
        "/right.pem" => CERTIFICATE.into_response(),
        "/expired.pem" => EXPIRED.into_response(),
        "/of-another.pem" => OF_ANOTHER.into_response(),
        "/large.pem" => format!("{CERTIFICATE}{}", " ".repeat(64 * 1024)).into_response(),
        "/page.pem" => "<html>".into_response(),
        "/moved.pem" => (StatusCode::FOUND, [(LOCATION, "/right.pem")]).into_response(),
        "/" => "<ConfirmSubscriptionResponse/>".into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

struct ByTls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for ByTls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
