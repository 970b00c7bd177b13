//! What was packed, unpacked as far as a limit allows.

use std::io::{self, Read as _};

use flate2::read::ZlibDecoder;

/// Unpacks bytes as PNG and PDF pack them: what comes before a mistake, or nothing where it is more than `limit` bytes.
pub(super) fn inflate(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    // Programs that show such files pass over what is wrong at the end.
    let _ = ZlibDecoder::new(bytes).take(limit.saturating_add(1)).read_to_end(&mut unpacked);
    (unpacked.len() as u64 <= limit).then_some(unpacked)
}

/// Whether bytes unpack to at least so many, which are counted and not kept.
pub(super) fn unpacks_to(bytes: &[u8], n: u64) -> bool {
    let mut counted = Counter(0);
    let _ = io::copy(&mut ZlibDecoder::new(bytes).take(n), &mut counted);
    counted.0 >= n
}

struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
