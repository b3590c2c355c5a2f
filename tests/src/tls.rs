use std::{net::SocketAddr, path::Path, sync::Arc};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

/// The name that its certificate is for.
const NAME: &str = "localhost";

/// Speaks TLS before something that does not, with a certificate of its own.
pub(crate) struct TlsFront {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    certificate: String,
}

impl TlsFront {
    /// Takes a port; nobody is let in yet.
    pub(crate) async fn bind() -> Self {
        let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).expect("a certificate");
        let certificate = made.cert.pem();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder().with_no_client_auth();
        let config =
            config.with_single_cert(vec![made.cert.into()], key).expect("a certificate with its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)), certificate }
    }

    /// Its base.
    pub(crate) fn url(&self) -> String {
        let port = self.listener.local_addr().expect("its own address").port();
        format!("https://{NAME}:{port}")
    }

    /// Writes down whom to trust.
    pub(crate) fn write_certificate(&self, file: &Path) {
        std::fs::write(file, &self.certificate).expect("a written certificate");
    }

    /// Lets everybody in to what is at this address, for as long as the runtime runs.
    pub(crate) fn lead_to(self, address: SocketAddr) {
        tokio::spawn(async move {
            loop {
                let (stream, _) = self.listener.accept().await.expect("a connection");
                let acceptor = self.acceptor.clone();
                tokio::spawn(async move {
                    // Who breaks off, or trusts nobody, is seen by what they then lack.
                    let Ok(mut outside) = acceptor.accept(stream).await else { return };
                    let mut inside = TcpStream::connect(address).await.expect("what is behind it");
                    let _ = copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
    }
}
