//! How large a picture is shown, by what its first bytes say. Browsers keep the place free for it while it is on its way.

use super::picture::{self, PictureFormat};
use super::xml::{self, Node, local};
use super::{PICTURES, drawing};
use crate::source::{PictureSize, SitePath, floor_char_boundary};

/// Whether a file has the name of a picture or a drawing.
pub fn is_named_as_picture(path: &SitePath) -> bool {
    let end = path.extension().to_lowercase();
    end == "svg" || PICTURES.contains(&end.as_str())
}

/// The size of a picture or a drawing; nothing for what is none, whatever its name is.
pub fn picture_size(path: &SitePath, bytes: &[u8]) -> Option<PictureSize> {
    match path.extension().to_lowercase().as_str() {
        "svg" => size_of_drawing(&drawing(bytes)?),
        end if PICTURES.contains(&end) => {
            let size = imagesize::blob_size(bytes).ok()?;
            let width = u32::try_from(size.width).ok()?;
            let height = u32::try_from(size.height).ok()?;
            let is_jpeg = PictureFormat::detect(bytes) == Some(PictureFormat::Jpeg);
            let is_sideways = is_jpeg && picture::is_sideways(bytes);
            let (width, height) = if is_sideways { (height, width) } else { (width, height) };
            Some(PictureSize { width, height })
        }
        _ => None,
    }
}

/// What the outermost element says: its width and height, where they are in pixels, else its view box.
fn size_of_drawing(text: &str) -> Option<PictureSize> {
    /// Drawing programs put their licences and declarations first.
    const FIRST: usize = 64 * 1024;
    let start = &text[..floor_char_boundary(text, FIRST)];
    let mut root: Option<Option<PictureSize>> = None;
    let _ = xml::read(start, |node| {
        if let (None, Node::Open { name, attributes, .. }) = (&root, node) {
            let value = |wanted: &str| {
                attributes.iter().find(|it| it.name == wanted).map(|it| it.value.trim().to_owned())
            };
            let stated = value("width").zip(value("height"));
            let view_box = value("viewBox").and_then(|written| {
                let parts = written.split([' ', ',']).filter(|part| !part.is_empty());
                let parts: Vec<&str> = parts.collect();
                Some((parts.get(2)?.to_string(), parts.get(3)?.to_string()))
            });
            let size = [stated, view_box].into_iter().flatten().find_map(|(width, height)| {
                Some(PictureSize { width: pixels(&width)?, height: pixels(&height)? })
            });
            root = Some(size.filter(|_| local(name) == "svg"));
        }
    });
    root.flatten()
}

/// A length of whole pixels, rounded; nothing for other units.
fn pixels(written: &str) -> Option<u32> {
    let number = written.strip_suffix("px").unwrap_or(written);
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let rounded = number.parse::<f64>().ok().filter(|_| is_plain)?.round();
    (1.0..100_000.0).contains(&rounded).then_some(rounded as u32)
}

#[cfg(test)]
mod tests {
    use super::{PictureSize, picture_size};
    use crate::source::SitePath;

    fn size(name: &str, bytes: &[u8]) -> Option<(u32, u32)> {
        let path = SitePath::new(name).expect("a path");
        picture_size(&path, bytes).map(|PictureSize { width, height }| (width, height))
    }

    #[test]
    fn drawings_tell_their_size_in_pixels_or_by_their_view_box() {
        let svg = |rest: &str| format!("<?xml version=\"1.0\"?><!-- a --><svg {rest}><g/></svg>");
        for (written, expected) in [
            ("viewBox=\"0 0 720 400\"", Some((720, 400))),
            ("viewBox=\"0,0,32.4,10\" width=\"100%\" height=\"100%\"", Some((32, 10))),
            ("width=\"64px\" height=\"32\" viewBox=\"0 0 720 400\"", Some((64, 32))),
            ("width=\"2cm\" height=\"1cm\"", None),
            ("viewBox=\"0 0 0 0\"", None),
            ("viewBox=\"0 0 inf nan\"", None),
            ("", None),
        ] {
            assert_eq!(size("a.svg", svg(written).as_bytes()), expected, "{written}");
        }
        assert_eq!(size("a.svg", b"<html viewBox=\"0 0 1 1\"></html>"), None);
        assert_eq!(size("a.svg", b"no drawing"), None);
    }

    #[test]
    fn what_is_no_picture_has_no_size() {
        let gif = b"GIF89a\x05\0\x03\0\x80\0\0";
        assert_eq!(size("a.gif", gif), Some((5, 3)));
        assert_eq!(size("a.png", b"a letter with the name of a picture"), None);
        assert_eq!(size("a.pdf", gif), None);
    }
}
