//! Pictures: what lies in them besides what they show, and the same pictures without it. Nothing is encoded again: what is
//! shown is copied byte by byte, with its colours and the way it is turned.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{self, WebP};
use img_parts::{Bytes, ImageEXIF as _};
use memchr::memmem;

use super::inflate::{inflate, unpacks_to};
use super::tiff::{Tiff, only_orientation};
use super::{Finding, Findings, exif, gif, iptc, latin, quoted, xmp};

/// How a picture is packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PictureFormat {
    Jpeg,
    Png,
    WebP,
    Gif,
    /// AVIF, HEIC, TIFF, or a file that only has the name of a picture.
    Other,
}

impl PictureFormat {
    pub(super) fn detect(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::WebP,
            [b'G', b'I', b'F', b'8', ..] => Self::Gif,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] | b"II\x2A\0" | b"MM\0\x2A" => Self::Other,
            _ => return None,
        })
    }
}

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const MORE_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const COLOURS: &[u8] = b"ICC_PROFILE\0";
/// The most that a packed text of a PNG may hold.
const LONGEST_TEXT: usize = 8 * 1024 * 1024;

/// Everything that a picture tells.
pub(super) fn traces(form: PictureFormat, bytes: &[u8], findings: &mut Findings<'_>) {
    let read = match form {
        PictureFormat::Jpeg => Jpeg::from_bytes(Bytes::copy_from_slice(bytes))
            .ok()
            .map(|jpeg| jpeg_traces(&jpeg, findings)),
        PictureFormat::Png => Png::from_bytes(Bytes::copy_from_slice(bytes))
            .ok()
            .map(|png| png_traces(&png, bytes, findings)),
        PictureFormat::WebP => WebP::from_bytes(Bytes::copy_from_slice(bytes))
            .ok()
            .map(|webp| webp_traces(&webp, bytes, findings)),
        PictureFormat::Gif => gif::Gif::read(bytes).map(|gif| {
            gif.comments().for_each(|it| findings.comment("comment", &latin(&it)));
            gif.xmp().for_each(|it| xmp::traces(&String::from_utf8_lossy(it), findings));
            tail(gif.tail, findings);
        }),
        PictureFormat::Other => {
            scan(bytes, findings);
            if PictureFormat::detect(bytes).is_none() {
                findings.closed("its name is that of a picture, but it is not one");
            }
            return;
        }
    };
    if read.is_none() {
        scan(bytes, findings);
        findings.closed("a part of the picture is missing or damaged");
    }
}

/// The same picture without all that.
///
/// # Errors
/// In words, where that can't be done here.
pub(super) fn clean(form: PictureFormat, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let whole = || Bytes::copy_from_slice(bytes);
    let damaged = |_| "the picture is damaged: open it and save it again".to_owned();
    Ok(match form {
        PictureFormat::Jpeg => clean_jpeg(Jpeg::from_bytes(whole()).map_err(damaged)?),
        PictureFormat::Png => clean_png(Png::from_bytes(whole()).map_err(damaged)?),
        PictureFormat::WebP => clean_webp(WebP::from_bytes(whole()).map_err(damaged)?),
        PictureFormat::Gif => gif::Gif::read(bytes)
            .map(|gif| gif.cleaned())
            .ok_or("the picture is damaged: open it and save it again")?,
        PictureFormat::Other => {
            return Err("`iho` can't change pictures of this kind: save it as JPEG, PNG or WebP, \
                        without location and personal details"
                .to_owned());
        }
    })
}

/// Whether a picture has its end, and a PNG all of its points: what is left of a broken copy has not. True for what is no picture.
pub fn is_whole(bytes: &[u8]) -> bool {
    match PictureFormat::detect(bytes) {
        Some(PictureFormat::Jpeg) => memmem::rfind(bytes, b"\xFF\xD9").is_some(),
        Some(PictureFormat::Png) => has_all_points(bytes).unwrap_or(false),
        Some(PictureFormat::WebP) => {
            let size = bytes.get(4..8).and_then(|it| it.try_into().ok()).map(u32::from_le_bytes);
            size.is_some_and(|size| u64::from(size) + 8 <= bytes.len() as u64)
        }
        Some(PictureFormat::Gif) => bytes.contains(&0x3B),
        _ => true,
    }
}

/// Whether a PNG unpacks to as many bytes as its header asks for (PNG 3rd edition, sections 7.2 and 11.2.1); nothing where the
/// header or a part is missing. Interlaced pictures only have to begin.
fn has_all_points(bytes: &[u8]) -> Option<bool> {
    /// So much is unpacked at most: nobody can check more in the time of a save.
    const MOST: u64 = 256 * 1024 * 1024;
    let png = Png::from_bytes(Bytes::copy_from_slice(bytes)).ok()?;
    png.chunk_by_type(*b"IEND")?;
    let head = png.chunk_by_type(*b"IHDR")?.contents().clone();
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let (width, height) = (u64::from(number(0)?), u64::from(number(4)?));
    let [depth, colour, _, _, interlace] = *head.get(8..13)? else { return None };
    let samples = match colour {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    if width == 0 || height == 0 || !matches!(depth, 1 | 2 | 4 | 8 | 16) {
        return None;
    }
    // Each row begins with the number of its filter.
    let row = (width * samples * u64::from(depth)).div_ceil(8) + 1;
    let needed = if interlace == 0 { row.saturating_mul(height).min(MOST) } else { 1 };
    let packed: Vec<u8> =
        png.chunks_by_type(*b"IDAT").flat_map(|it| it.contents().to_vec()).collect();
    Some(unpacks_to(&packed, needed))
}

/// Whether a JPEG says that it is shown with its sides for its top.
pub(super) fn is_sideways(bytes: &[u8]) -> bool {
    let exif = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).ok().and_then(|jpeg| jpeg.exif());
    exif.and_then(|exif| Tiff::read(&exif)?.orientation()).is_some_and(|turn| turn >= 5)
}

/// What follows the end of a picture: phones put films and other pictures there.
fn tail(bytes: &[u8], findings: &mut Findings<'_>) {
    scan(bytes, findings);
    words_in(bytes, "after the end", findings);
    let is_film = memmem::find(&bytes[..bytes.len().min(4_096)], b"ftyp").is_some();
    let is_picture = memmem::find(bytes, b"\xFF\xD8\xFF").is_some();
    if is_film {
        findings.hidden("a film after the end of the picture");
    } else if is_picture {
        findings.hidden("another picture after its end");
    } else if bytes.iter().filter(|byte| !matches!(byte, 0 | 0xFF | b' ' | b'\n' | b'\r')).count()
        > 3
    {
        findings.hidden(format!("{} bytes after its end", bytes.len()));
    }
}

/// Names in a part of which nothing is known: in stretches of it that can be read.
fn words_in(bytes: &[u8], field: &str, findings: &mut Findings<'_>) {
    const MOST: usize = 1 << 20;
    const SHORTEST: usize = 6;
    let bytes = &bytes[..bytes.len().min(MOST)];
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | 0xA0..);
    for stretch in bytes.split(|byte| !is_text(byte)).filter(|it| it.len() >= SHORTEST) {
        findings.sentence(field, &String::from_utf8_lossy(stretch));
    }
}

/// EXIF and XMP wherever they lie, for files that can't be taken apart.
fn scan(bytes: &[u8], findings: &mut Findings<'_>) {
    const FEW: usize = 16;
    for head in [&b"II\x2A\0\x08\0\0\0"[..], b"MM\0\x2A\0\0\0\x08"] {
        for at in memmem::find_iter(bytes, head).take(FEW) {
            let part = &bytes[at..];
            exif::traces(&part[..part.len().min(1 << 20)], findings);
        }
    }
    let mut rest = bytes;
    while let Some(at) = memmem::find(rest, b"<x:xmpmeta") {
        rest = &rest[at..];
        let end = memmem::find(rest, b"</x:xmpmeta>").map_or(rest.len(), |end| end + 12);
        xmp::traces(&String::from_utf8_lossy(&rest[..end]), findings);
        rest = &rest[end..];
    }
}

/// What follows the head of a scan: the picture itself, later scans, the end, and whatever comes after it.
fn entropy(segment: &JpegSegment) -> Bytes {
    let whole = segment.clone().encoder().bytes();
    whole.slice(segment.len().min(whole.len())..)
}

/// The segments of a JPEG, those between its scans too, and what follows its end.
fn segments(jpeg: &Jpeg) -> (Vec<(u8, Bytes)>, Bytes) {
    let mut all: Vec<(u8, Bytes)> = Vec::new();
    let mut end = Bytes::new();
    for segment in jpeg.segments() {
        all.push((segment.marker(), segment.contents().clone()));
        if segment.has_entropy() {
            let entropy = entropy(segment);
            let scans = Scans::read(&entropy);
            let between = scans.dropped.iter();
            all.extend(between.map(|(marker, at)| (*marker, entropy.slice(at.clone()))));
            end = entropy.slice(scans.end..);
        }
    }
    (all, end)
}

fn jpeg_traces(jpeg: &Jpeg, findings: &mut Findings<'_>) {
    let (segments, end) = segments(jpeg);
    let mut resources: Vec<u8> = Vec::new();
    let mut more: Vec<(u32, &[u8])> = Vec::new();
    for (marker, contents) in &segments {
        let contents = &contents[..];
        match *marker {
            markers::APP1 => {
                if contents.starts_with(b"Exif\0") {
                    exif::traces(contents, findings);
                } else if let Some(text) = contents.strip_prefix(XMP) {
                    xmp::traces(&String::from_utf8_lossy(text), findings);
                } else if let Some(rest) = contents.strip_prefix(MORE_XMP)
                    && let Some((head, text)) = rest.split_at_checked(40)
                {
                    // After 32 letters that name the whole and its length: where this part begins.
                    let at =
                        head[36..].iter().fold(0, |sum: u32, byte| sum << 8 | u32::from(*byte));
                    more.push((at, text));
                }
            }
            markers::APP13 => {
                if let Some(rest) = contents.strip_prefix(PHOTOSHOP) {
                    resources.extend(rest);
                }
            }
            markers::COM => findings.comment("comment", &latin(contents)),
            marker if !is_needed(marker, contents) => {
                words_in(contents, "part for programs", findings);
            }
            _ => {}
        }
    }
    iptc::resources(&resources, findings);
    more.sort_by_key(|(at, _)| *at);
    let more: Vec<u8> = more.into_iter().flat_map(|(_, text)| text.iter().copied()).collect();
    if !more.is_empty() {
        xmp::traces(&String::from_utf8_lossy(&more), findings);
    }
    tail(&end, findings);
}

/// Whether a segment is needed to show the picture as it is.
fn is_needed(marker: u8, contents: &[u8]) -> bool {
    match marker {
        markers::APP0 => contents.starts_with(b"JFIF\0"),
        markers::APP2 => contents.starts_with(COLOURS),
        markers::APP14 => contents.starts_with(b"Adobe"),
        markers::COM => false,
        marker => !(markers::APP0..=markers::APP15).contains(&marker),
    }
}

fn clean_jpeg(mut jpeg: Jpeg) -> Vec<u8> {
    let turn = jpeg.exif().and_then(|exif| Tiff::read(&exif)?.orientation());
    let segments = std::mem::take(jpeg.segments_mut()).into_iter();
    let needed = segments.filter(|it| is_needed(it.marker(), it.contents())).map(|it| {
        if !it.has_entropy() {
            return it;
        }
        let entropy = entropy(&it);
        let kept = Scans::read(&entropy).kept(&entropy);
        JpegSegment::new_with_entropy(it.marker(), it.contents().clone(), kept.into())
    });
    *jpeg.segments_mut() = needed.collect();
    if let Some(turn) = turn {
        jpeg.set_exif(Some(only_orientation(turn).into()));
    }
    jpeg.encoder().bytes().to_vec()
}

/// What follows the first scan of a JPEG.
struct Scans {
    /// The segments that may tell something, each with the place of its contents.
    dropped: Vec<(u8, std::ops::Range<usize>)>,
    /// The stretches between them.
    between: Vec<std::ops::Range<usize>>,
    /// The byte after the mark of the end.
    end: usize,
}

impl Scans {
    fn read(bytes: &[u8]) -> Self {
        let mut it = Self { dropped: Vec::new(), between: Vec::new(), end: bytes.len() };
        let (mut from, mut at) = (0, 0);
        while let Some(next) = memchr::memchr(0xFF, &bytes[at..]) {
            at += next;
            let Some(marker) = bytes.get(at + 1).copied() else { break };
            match marker {
                0xFF => at += 1,
                0 | 1 | 0xD0..=0xD8 => at += 2,
                markers::EOI => {
                    it.end = at + 2;
                    break;
                }
                marker => {
                    let size = bytes.get(at + 2..at + 4).map(|it| [it[0], it[1]]);
                    let size = size.map_or(0, |it| usize::from(u16::from_be_bytes(it)));
                    let end = (at + 2 + size.max(2)).min(bytes.len());
                    let contents = (at + 4).min(end)..end;
                    let is_app = (markers::APP0..=markers::APP15).contains(&marker);
                    if is_app || marker == markers::COM {
                        it.between.push(from..at);
                        it.dropped.push((marker, contents));
                        from = end;
                    }
                    at = end;
                }
            }
        }
        it.between.push(from..it.end.max(from));
        it
    }

    fn kept(&self, bytes: &[u8]) -> Vec<u8> {
        self.between.iter().flat_map(|at| bytes[at.clone()].iter().copied()).collect()
    }
}

fn png_traces(png: &Png, bytes: &[u8], findings: &mut Findings<'_>) {
    for chunk in png.chunks() {
        let contents = chunk.contents();
        match &chunk.kind() {
            b"eXIf" => exif::traces(contents, findings),
            b"tEXt" | b"zTXt" | b"iTXt" => {
                let Some((name, text)) = text_of(chunk) else { continue };
                let Some(text) = text else {
                    findings.closed(format!("its text `{}` can't be unpacked", quoted(&name)));
                    continue;
                };
                png_text(&name, &text, findings);
            }
            kind if !is_of_png(kind) => words_in(contents, "part for programs", findings),
            _ => {}
        }
    }
    let end = 8 + png.chunks().iter().map(PngChunk::len).sum::<usize>();
    tail(bytes.get(end..).unwrap_or_default(), findings);
}

/// The name of a text in a PNG, and what it says, where it can be unpacked.
fn text_of(chunk: &PngChunk) -> Option<(String, Option<Vec<u8>>)> {
    let contents = chunk.contents();
    let end = memchr::memchr(0, contents)?;
    let name = latin(&contents[..end]);
    let rest = &contents[end + 1..];
    let text = match &chunk.kind() {
        b"tEXt" => Some(rest.to_vec()),
        b"zTXt" => inflate(rest.get(1..)?, LONGEST_TEXT),
        _ => {
            let is_packed = *rest.first()? == 1;
            let rest = rest.get(2..)?;
            let rest = &rest[memchr::memchr(0, rest)? + 1..];
            let rest = &rest[memchr::memchr(0, rest)? + 1..];
            if is_packed { inflate(rest, LONGEST_TEXT) } else { Some(rest.to_vec()) }
        }
    };
    Some((name, text))
}

fn png_text(name: &str, bytes: &[u8], findings: &mut Findings<'_>) {
    let lower = name.to_lowercase();
    let field = format!("text `{}`", quoted(name));
    if let Some(kind) = lower.strip_prefix("raw profile type ") {
        let profile = profile(bytes);
        match kind.trim() {
            "xmp" => xmp::traces(&String::from_utf8_lossy(&profile), findings),
            "iptc" | "8bim" => {
                let start = memmem::find(&profile, b"8BIM");
                match start {
                    Some(start) => iptc::resources(&profile[start..], findings),
                    None => iptc::fields(&profile, findings),
                }
            }
            "exif" | "app1" if profile.starts_with(XMP) => {
                xmp::traces(&String::from_utf8_lossy(&profile[XMP.len()..]), findings);
            }
            "exif" | "app1" => exif::traces(&profile, findings),
            _ => {}
        }
        return;
    }
    let text = latin(bytes);
    match lower.as_str() {
        "xml:com.adobe.xmp" => xmp::traces(&text, findings),
        "author" | "artist" | "creator" | "copyright" | "owner" | "photographer" | "by-line" => {
            findings.name(&field, &text);
        }
        name if name.contains("serial") => findings.push(Finding::Serial(field)),
        name if name.contains("gps") || name.contains("location") || name.contains("latitude") => {
            findings.push(Finding::Place(field));
        }
        "comment" | "description" => findings.comment(&field, &text),
        // The name of a text can tell that a name follows: "Patient".
        name => findings.sentence(&field, &format!("{name}: {text}")),
    }
}

/// A profile as some programs write it into a text: its kind, its length, and its bytes as pairs of digits.
fn profile(text: &[u8]) -> Vec<u8> {
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).skip(2);
    let digits: Vec<u8> = lines
        .by_ref()
        .flatten()
        .filter_map(|byte| char::from(*byte).to_digit(16)?.try_into().ok())
        .collect();
    digits.chunks_exact(2).map(|two| two[0] << 4 | two[1]).collect()
}

/// Whether a part of a PNG says how it is shown: what is standard, and no text, place or time.
fn is_of_png(kind: &[u8; 4]) -> bool {
    const STANDARD: [&[u8; 4]; 18] = [
        b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"mDCv", b"cLLI",
        b"cLLi", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
    ];
    // A capital says that no reader may pass it over.
    kind[0].is_ascii_uppercase() || STANDARD.contains(&kind)
}

fn clean_png(mut png: Png) -> Vec<u8> {
    let turn = png.exif().and_then(|exif| Tiff::read(&exif)?.orientation());
    png.chunks_mut().retain(|it| is_of_png(&it.kind()));
    if let Some(turn) = turn {
        png.set_exif(Some(only_orientation(turn).into()));
    }
    png.encoder().bytes().to_vec()
}

fn webp_traces(webp: &WebP, bytes: &[u8], findings: &mut Findings<'_>) {
    for chunk in webp.chunks() {
        let Some(data) = chunk.content().data() else { continue };
        match chunk.id() {
            webp::CHUNK_EXIF => exif::traces(data, findings),
            webp::CHUNK_XMP => xmp::traces(&String::from_utf8_lossy(data), findings),
            _ if !is_of_webp(chunk) => words_in(data, "part for programs", findings),
            _ => {}
        }
    }
    let end = usize::try_from(webp.len()).unwrap_or(usize::MAX);
    tail(bytes.get(end..).unwrap_or_default(), findings);
}

/// Whether a part of a WebP says how it is shown.
fn is_of_webp(chunk: &RiffChunk) -> bool {
    matches!(
        chunk.id(),
        webp::CHUNK_VP8X
            | webp::CHUNK_VP8
            | webp::CHUNK_VP8L
            | webp::CHUNK_ALPH
            | webp::CHUNK_ANIM
            | webp::CHUNK_ANMF
            | webp::CHUNK_ICCP
    )
}

fn clean_webp(mut webp: WebP) -> Vec<u8> {
    const HAS_EXIF: u8 = 0x08;
    const HAS_XMP: u8 = 0x04;
    let turn = webp.exif().and_then(|exif| Tiff::read(&exif)?.orientation());
    let is_extended = webp.has_chunk(webp::CHUNK_VP8X);
    let turn = turn.filter(|_| is_extended);
    webp.chunks_mut().retain(is_of_webp);
    let header = webp.chunks_mut().iter_mut().find(|it| it.id() == webp::CHUNK_VP8X);
    if let Some(RiffContent::Data(data)) = header.map(RiffChunk::content_mut)
        && !data.is_empty()
    {
        let mut flags = data.to_vec();
        flags[0] &= !(HAS_EXIF | HAS_XMP);
        if turn.is_some() {
            flags[0] |= HAS_EXIF;
        }
        *data = flags.into();
    }
    if let Some(turn) = turn {
        let data = RiffContent::Data(only_orientation(turn).into());
        webp.chunks_mut().push(RiffChunk::new(webp::CHUNK_EXIF, data));
    }
    webp.encoder().bytes().to_vec()
}
