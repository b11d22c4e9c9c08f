//! As much of HTTP/1.1 (RFC 9112) as a measurement needs: one request after the other on a connection that stays.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection that stays.
pub(super) struct Connection {
    address: SocketAddr,
    stream: TcpStream,
    /// What was read and not used yet.
    buffer: Vec<u8>,
    out: Vec<u8>,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self, String> {
        let stream =
            TcpStream::connect(address).await.map_err(|error| format!("can't connect to {address}: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Self { address, stream, buffer: Vec::with_capacity(4096), out: Vec::with_capacity(1024) })
    }

    /// Sends a request and reads its answer; on a new connection where the server has closed this one while it was idle, as
    /// any browser does (RFC 9112, 9.3.1). What is asked here may be asked twice.
    pub(super) async fn call(
        &mut self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: &[u8],
    ) -> Result<Answer, String> {
        self.out.clear();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        self.out.extend_from_slice(head.as_bytes());
        if let Some(token) = token {
            self.out.extend_from_slice(format!("Authorization: Bearer {token}\r\n").as_bytes());
        }
        if method == "POST" {
            let about = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            self.out.extend_from_slice(about.as_bytes());
        }
        self.out.extend_from_slice(b"\r\n");
        self.out.extend_from_slice(body);
        self.buffer.clear();
        let first = self.exchange().await;
        if first.is_ok() || !self.buffer.is_empty() {
            return first;
        }
        let again = Self::open(self.address).await?;
        self.stream = again.stream;
        self.exchange().await
    }

    async fn exchange(&mut self) -> Result<Answer, String> {
        self.stream.write_all(&self.out).await.map_err(|error| error.to_string())?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer, String> {
        let head = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let (status, length, chunked) = about(self.buffer.get(..head).unwrap_or_default())?;
        self.buffer.drain(..head);
        if chunked {
            let body = self.chunks().await?;
            return Ok(Answer { status, body });
        }
        while self.buffer.len() < length {
            self.more().await?;
        }
        Ok(Answer { status, body: self.buffer.drain(..length).collect() })
    }

    async fn chunks(&mut self) -> Result<Vec<u8>, String> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(at) = find(&self.buffer, b"\r\n") {
                    break at;
                }
                self.more().await?;
            };
            let text = String::from_utf8_lossy(self.buffer.get(..line).unwrap_or_default()).into_owned();
            let size = usize::from_str_radix(text.trim(), 16).map_err(|_| format!("a chunk of size {text:?}"))?;
            while self.buffer.len() < line + 2 + size + 2 {
                self.more().await?;
            }
            body.extend_from_slice(self.buffer.get(line + 2..line + 2 + size).unwrap_or_default());
            self.buffer.drain(..line + 2 + size + 2);
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn more(&mut self) -> Result<(), String> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Err("the server closed the connection".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Status, length and whether chunked, of a head.
fn about(head: &[u8]) -> Result<(u16, usize, bool), String> {
    let head = std::str::from_utf8(head).map_err(|_| "the answer's head is no text".to_owned())?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|text| text.parse().ok());
    let status = status.ok_or_else(|| format!("no status in {head:?}"))?;
    let (mut length, mut chunked) = (0, false);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(|_| format!("a length of {value:?}"))?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = value.trim().eq_ignore_ascii_case("chunked");
        }
    }
    Ok((status, length, chunked))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}
