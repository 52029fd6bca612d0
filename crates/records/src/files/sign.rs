//! Signs requests to S3: “Signature Version 4” with the signature in the `Authorization` header.
//! Source: Amazon S3 API Reference, “Authenticating Requests (AWS Signature Version 4)”.

use hmac::{Hmac, Mac};
use qipan_kernel::{Day, Moment};
use sha2::Sha256;

use super::{digest, hex};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// Who signs, and for which region.
pub(super) struct Signer<'a> {
    pub(super) region: &'a str,
    pub(super) access_key: &'a str,
    pub(super) secret_key: &'a str,
}

impl Signer<'_> {
    /// The `Authorization` of a request. `path` is percent-encoded already and goes without a query; `headers` are all
    /// that are signed, by lower-case name in alphabetical order, `host`, `x-amz-content-sha256` and `x-amz-date` among
    /// them; `payload` is the digest of the body.
    pub(super) fn authorization(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        payload: &str,
        stamp: &str,
    ) -> String {
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let request = format!("{method}\n{path}\n\n{lines}\n{names}\n{payload}");
        let day = &stamp[..8];
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", digest(request.as_bytes()));
        let mut key = format!("AWS4{}", self.secret_key).into_bytes();
        for part in [day, self.region, "s3", "aws4_request"] {
            key = keyed(&key, part);
        }
        let signature = hex(&keyed(&key, &text));
        let credential = format!("{}/{scope}", self.access_key);
        format!("AWS4-HMAC-SHA256 Credential={credential},SignedHeaders={names},Signature={signature}")
    }
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    // HMAC takes keys of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// A moment as S3 writes it, in UTC: `20130524T000000Z`.
pub(super) fn stamp(now: Moment) -> String {
    let (year, month, day) = Day(now.0.div_euclid(DAY_MS) as i32).ymd();
    let second = now.0.rem_euclid(DAY_MS) / 1000;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published examples “GET Object” and “PUT Object” of the source above.
    #[test]
    fn signatures_are_those_that_were_published() {
        let signer = Signer {
            region: "us-east-1",
            access_key: "AKIAIOSFODNN7EXAMPLE",
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        };
        let (host, stamp) = ("examplebucket.s3.amazonaws.com", "20130524T000000Z");
        let nothing = digest(b"");
        let got = signer.authorization(
            "GET",
            "/test.txt",
            &[
                ("host", host),
                ("range", "bytes=0-9"),
                ("x-amz-content-sha256", &nothing),
                ("x-amz-date", stamp),
            ],
            &nothing,
            stamp,
        );
        assert_eq!(
            got,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let body = digest(b"Welcome to Amazon S3.");
        let got = signer.authorization(
            "PUT",
            "/test%24file.text",
            &[
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("host", host),
                ("x-amz-content-sha256", &body),
                ("x-amz-date", stamp),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            &body,
            stamp,
        );
        let signature = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
        assert!(got.ends_with(signature), "{got}");
    }

    #[test]
    fn moments_are_written_in_utc() {
        for (ms, written) in [
            (0, "19700101T000000Z"),
            (1_369_353_600_000, "20130524T000000Z"),
            (1_709_251_199_999, "20240229T235959Z"),
        ] {
            assert_eq!(stamp(Moment(ms)), written);
        }
    }
}
