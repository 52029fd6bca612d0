//! Notifications by HTTP (clause 6): POST over connections that are kept. Header names go out in the case that RFCs and
//! the standard write them in (`Link`), because there are receivers that look for them so.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use rumqttc::tokio_rustls::TlsConnector;
use rumqttc::tokio_rustls::rustls::pki_types::ServerName;
use rumqttc::tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::endpoint::header;
use super::matching::Sub;
use super::notify::Message;
use super::send::Sent;
use crate::guard::Guard;

/// So much of an answer is read, in bytes, so that the connection can be used again.
const ANSWER: usize = 64 * 1024;
/// Connections that are kept for one place, and places with any.
const SPARE: usize = 8;
const PLACES: usize = 256;

type Sender = SendRequest<Full<Bytes>>;

/// Connections to receivers.
pub struct Posts {
    guard: Guard,
    runtime: Handle,
    spare: Mutex<HashMap<String, Vec<Sender>>>,
    tls: TlsConnector,
}

/// The public certificate authorities.
pub fn tls() -> ClientConfig {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

impl Posts {
    /// No connection yet.
    pub fn new(guard: Guard, runtime: Handle) -> Posts {
        Posts { guard, runtime, spare: Mutex::default(), tls: TlsConnector::from(Arc::new(tls())) }
    }

    /// Sends a message and waits for the answer.
    pub fn send(&self, sub: &Sub, message: &Message, patience: Duration) -> Sent {
        let Ok(uri) = sub.doc.notification.endpoint.uri.parse::<Uri>() else {
            return Sent::Unreachable("no address".to_owned());
        };
        while let Some(sender) = self.spare(&sub.place) {
            // A kept connection that is broken says nothing about the receiver.
            match self.turn(sub, &uri, sender, message, patience) {
                Some(Ok(status)) => return settle(status),
                Some(Err(error)) => return Sent::Unreachable(error),
                None => {}
            }
        }
        let host = uri.host().unwrap_or_default();
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let found = match self.guard.resolve(host, port) {
            Ok(found) => found,
            Err(refused) => return Sent::Unreachable(refused.to_string()),
        };
        let name = secure.then(|| host.trim_matches(['[', ']']).to_owned());
        let connected = self.runtime.block_on(async { timeout(patience, self.connect(&found, name)).await });
        let sender = match connected {
            Ok(Ok(sender)) => sender,
            Ok(Err(error)) => return Sent::Unreachable(error),
            Err(_) => return Sent::Unreachable("no connection in time".to_owned()),
        };
        match self.turn(sub, &uri, sender, message, patience) {
            Some(Ok(status)) => settle(status),
            Some(Err(error)) => Sent::Unreachable(error),
            None => Sent::Unreachable("the connection broke off".to_owned()),
        }
    }

    fn spare(&self, place: &str) -> Option<Sender> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let all = spare.get_mut(place)?;
        while let Some(sender) = all.pop() {
            if !sender.is_closed() {
                return Some(sender);
            }
        }
        None
    }

    fn keep(&self, place: &str, sender: Sender) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() >= PLACES {
            spare.retain(|_, all| {
                all.retain(|sender| !sender.is_closed());
                !all.is_empty()
            });
        }
        if spare.len() < PLACES {
            let all = spare.entry(place.to_owned()).or_default();
            if all.len() < SPARE {
                all.push(sender);
            }
        }
    }

    async fn connect(&self, found: &[SocketAddr], name: Option<String>) -> Result<Sender, String> {
        let stream = TcpStream::connect(found).await.map_err(|e| e.to_string())?;
        let _ = stream.set_nodelay(true);
        let mut builder = Builder::new();
        builder.title_case_headers(true);
        match name {
            None => {
                let (sender, moves) =
                    builder.handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
                self.runtime.spawn(moves);
                Ok(sender)
            }
            Some(name) => {
                let name = ServerName::try_from(name).map_err(|e| e.to_string())?;
                let stream = self.tls.connect(name, stream).await.map_err(|e| e.to_string())?;
                let (sender, moves) =
                    builder.handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
                self.runtime.spawn(moves);
                Ok(sender)
            }
        }
    }

    /// One request and its answer. `None`: the connection was closed before anything was answered.
    fn turn(
        &self,
        sub: &Sub,
        uri: &Uri,
        mut sender: Sender,
        message: &Message,
        patience: Duration,
    ) -> Option<Result<u16, String>> {
        let request = match request(sub, uri, message) {
            Ok(request) => request,
            Err(error) => return Some(Err(error)),
        };
        let done = self.runtime.block_on(async {
            timeout(patience, async {
                let answer = sender.send_request(request).await?;
                let status = answer.status().as_u16();
                let read = Limited::new(answer.into_body(), ANSWER).collect().await.is_ok();
                Ok::<_, hyper::Error>((status, read))
            })
            .await
        });
        match done {
            Ok(Ok((status, read))) => {
                if read {
                    self.keep(&sub.place, sender);
                }
                Some(Ok(status))
            }
            Ok(Err(error)) if error.is_canceled() || error.is_closed() || error.is_incomplete_message() => {
                None
            }
            Ok(Err(error)) => Some(Err(error.to_string())),
            Err(_) => Some(Err("no answer in time".to_owned())),
        }
    }
}

fn request(sub: &Sub, uri: &Uri, message: &Message) -> Result<Request<Full<Bytes>>, String> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let mut request =
        Request::post(path).header(header::HOST, host).header(header::CONTENT_TYPE, message.media);
    if let Some(link) = &message.link {
        request = request.header(header::LINK, link);
    }
    if let Some(tenant) = &sub.tenant_name {
        request = request.header("ngsild-tenant", tenant);
    }
    for (name, value) in sub.doc.notification.endpoint.receiver_info.iter().filter_map(header) {
        request = request.header(name, value);
    }
    request.body(Full::new(Bytes::from(message.body.clone()))).map_err(|e| e.to_string())
}

fn settle(status: u16) -> Sent {
    if (200..300).contains(&status) { Sent::Received } else { Sent::Refused(status.to_string()) }
}
