//! A loopback server of the suite's contexts.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::thread;

/// Serves the files of a folder as `application/ld+json` for as long as the process lives; gives the root address,
/// ending in `/`.
///
/// # Errors
/// Where no port can be had.
pub fn serve(folder: PathBuf) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let root = format!("http://{}/contexts/", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A caller that leaves early is no concern of the others.
            thread::spawn(move || answer(stream, &folder).unwrap_or_default());
        }
    });
    Ok(root)
}

fn answer(mut stream: TcpStream, folder: &std::path::Path) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or_default();
    let name = path.strip_prefix("/contexts/").filter(|name| !name.contains('/')).unwrap_or_default();
    let (status, body) = match fs::read(folder.join(name)) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", b"{}".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/ld+json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}
