//! A client that is worse than any that HTTP libraries let one write.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{MissedTickBehavior, interval, timeout},
};

/// Much longer than any limit in these tests, much shorter than the usual ones.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection.
pub(crate) struct Raw(TcpStream);

impl Raw {
    pub(crate) async fn open(url: &str) -> Self {
        Self::try_open(url).await.unwrap()
    }

    pub(crate) async fn try_open(url: &str) -> std::io::Result<Self> {
        Ok(Self(TcpStream::connect(url.trim_start_matches("http://")).await?))
    }

    pub(crate) async fn send(mut self, bytes: &str) -> Self {
        self.0.write_all(bytes.as_bytes()).await.unwrap();
        self
    }

    /// Everything that is answered until the other side closes the connection.
    pub(crate) async fn answer(mut self) -> String {
        let mut answer = Vec::new();
        // Whoever is cut off while they still talk hears of it by a reset: that ends it as well.
        let _ended =
            timeout(PATIENCE, self.0.read_to_end(&mut answer)).await.expect("the connection is closed");
        String::from_utf8(answer).unwrap()
    }

    /// The same, while one byte after the other is sent, forever.
    pub(crate) async fn answer_while_dripping(self) -> String {
        let (mut read, mut write) = self.0.into_split();
        let dripping = async {
            let mut drip = interval(Duration::from_millis(10));
            drip.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while write.write_all(b"a").await.is_ok() {
                drip.tick().await;
            }
        };
        let mut answer = Vec::new();
        let reading = async {
            let mut chunk = [0; 1024];
            while let Ok(count @ 1..) = read.read(&mut chunk).await {
                answer.extend_from_slice(&chunk[..count]);
            }
        };
        timeout(PATIENCE, async { tokio::join!(dripping, reading) }).await.expect("the connection is closed");
        String::from_utf8(answer).unwrap()
    }
}
