//! What pictures and documents tell besides what they show: named by `check`, removed from pictures by `check --fix`, and
//! refused by `release`.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;
use std::io::{Cursor, Write as _};

use iho::diag::Code;
use iho::metadata::{Bodies, Finding, clean, inspect};
use iho::source::{Content, File, Sealed, SitePath, Sources};
use proptest::prelude::*;

use crate::common;
use crate::place::Place;
use crate::sealed::{DRAFT, iho, release, site};

/// A table of EXIF that begins at a byte: for each tag its type and its bytes.
fn table(at: usize, tags: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut rows = u16::try_from(tags.len()).expect("few").to_be_bytes().to_vec();
    let mut values: Vec<u8> = Vec::new();
    let start = at + 2 + tags.len() * 12 + 4;
    for (tag, kind, bytes) in tags {
        let size = match kind {
            3 => 2,
            4 => 4,
            5 => 8,
            _ => 1,
        };
        rows.extend(tag.to_be_bytes());
        rows.extend(kind.to_be_bytes());
        rows.extend(u32::try_from(bytes.len() / size).expect("few").to_be_bytes());
        if bytes.len() <= 4 {
            rows.extend(bytes.iter().copied().chain([0; 4]).take(4));
        } else {
            let place = u32::try_from(start + values.len()).expect("few");
            rows.extend(place.to_be_bytes());
            values.extend(bytes);
        }
    }
    rows.extend([0; 4]);
    rows.extend(values);
    rows
}

/// EXIF with the orientation, and tables of the camera and of the place besides.
fn exif(
    main: &[(u16, u16, &[u8])],
    camera: &[(u16, u16, &[u8])],
    place: &[(u16, u16, &[u8])],
) -> Vec<u8> {
    let owned = |tags: &[(u16, u16, &[u8])]| -> Vec<(u16, u16, Vec<u8>)> {
        tags.iter().map(|(tag, kind, bytes)| (*tag, *kind, bytes.to_vec())).collect()
    };
    let long = |at: usize| u32::try_from(at).expect("small").to_be_bytes().to_vec();
    let mut tags = owned(main);
    tags.push((0x0112, 3, vec![0, 6]));
    tags.push((0x8769, 4, long(0)));
    tags.push((0x8825, 4, long(0)));
    let n = tags.len();
    let camera_at = 8 + table(8, &tags).len();
    let place_at = camera_at + table(camera_at, &owned(camera)).len();
    tags[n - 2].2 = long(camera_at);
    tags[n - 1].2 = long(place_at);
    let mut bytes = b"MM\0\x2A\0\0\0\x08".to_vec();
    bytes.extend(table(8, &tags));
    bytes.extend(table(camera_at, &owned(camera)));
    bytes.extend(table(place_at, &owned(place)));
    bytes
}

fn xmp(inner: &str) -> String {
    format!(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" \
         xmlns:aux=\"http://ns.adobe.com/exif/1.0/aux/\"><rdf:Description {inner}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
}

/// Resources of Photoshop with one field of IPTC.
fn iptc(number: u8, text: &str) -> Vec<u8> {
    let mut field = vec![0x1C, 2, number, 0, u8::try_from(text.len()).expect("short")];
    field.extend(text.as_bytes());
    let mut bytes = b"8BIM\x04\x04\0\0\0\0\0".to_vec();
    bytes.push(u8::try_from(field.len()).expect("short"));
    bytes.extend(field);
    bytes
}

fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let mut bytes = vec![0xFF, marker];
    bytes.extend(u16::try_from(contents.len() + 2).expect("short").to_be_bytes());
    bytes.extend(contents);
    bytes
}

const COLOURS: &[u8] = b"ICC_PROFILE\0\x01\x01colours";
const SCAN: &[u8] = &[0x12, 0xFF, 0, 0x34, 0xFF, 0xD0, 0x56];

/// A JPEG with some segments before its picture, some between two scans, and something after its end.
fn jpeg(before: &[Vec<u8>], between: &[Vec<u8>], after: &[u8]) -> Vec<u8> {
    let frame = [8, 0, 1, 0, 1, 1, 1, 0x11, 0];
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend(segment(0xE0, &[b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"]));
    bytes.extend(before.concat());
    bytes.extend(segment(0xE2, &[COLOURS]));
    bytes.extend(segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01"]));
    bytes.extend(segment(0xDB, &[&[0; 65]]));
    bytes.extend(segment(0xC2, &[&frame]));
    bytes.extend(segment(0xDA, &[&[1, 1, 0, 0, 0, 0]]));
    bytes.extend(SCAN);
    bytes.extend(between.concat());
    bytes.extend(segment(0xDA, &[&[1, 1, 0, 1, 63, 0]]));
    bytes.extend(SCAN);
    bytes.extend([0xFF, 0xD9]);
    bytes.extend(after);
    bytes
}

fn chunk(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(contents.len()).expect("short").to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(contents);
    let mut sum = u32::MAX;
    for byte in &bytes[4..] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    bytes.extend((!sum).to_be_bytes());
    bytes
}

fn png(extra: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    bytes.extend(chunk(b"gAMA", &[0, 0, 0xB1, 0x8F]));
    bytes.extend(extra.concat());
    bytes.extend(chunk(b"IDAT", b"the picture"));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

fn webp(extra: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut chunks: Vec<(&[u8; 4], &[u8])> =
        vec![(b"VP8X", &[0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (b"VP8 ", b"the picture!")];
    chunks.extend(extra);
    let mut body = b"WEBP".to_vec();
    for (kind, contents) in chunks {
        body.extend(kind);
        body.extend(u32::try_from(contents.len()).expect("short").to_le_bytes());
        body.extend(contents);
        body.extend([0].iter().take(contents.len() % 2));
    }
    [b"RIFF".to_vec(), u32::try_from(body.len()).expect("short").to_le_bytes().to_vec(), body]
        .concat()
}

fn gif(extra: &[&[u8]]) -> Vec<u8> {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF";
    let image = b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3B";
    [head, &extra.concat()[..], image].concat()
}

fn exif_segment(exif: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", exif])
}

fn xmp_segment(inner: &str) -> Vec<u8> {
    segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", xmp(inner).as_bytes()])
}

const ARTIST: (u16, u16, &[u8]) = (0x013B, 2, b"Jane Smith\0");
const SERIAL: (u16, u16, &[u8]) = (0xA431, 2, b"0042-7731\0");
const LATITUDE: (u16, u16, &[u8]) =
    (2, 5, &[0, 0, 0, 51, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);

fn whole_exif() -> Vec<u8> {
    exif(&[ARTIST], &[SERIAL, (0x927C, 7, b"maker's own")], &[LATITUDE])
}

/// Pictures, each with what is told of it.
fn pictures() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let artist = exif(&[ARTIST], &[], &[]);
    let extended = {
        let text = xmp("><dc:creator>Jane Smith</dc:creator>");
        let (one, two) = text.split_at(text.len() / 2);
        let head = |at: usize| {
            let mut head = b"http://ns.adobe.com/xmp/extension/\0".to_vec();
            head.extend([b'A'; 32]);
            head.extend(u32::try_from(text.len()).expect("short").to_be_bytes());
            head.extend(u32::try_from(at).expect("short").to_be_bytes());
            head
        };
        vec![
            segment(0xE1, &[&head(one.len()), two.as_bytes()]),
            segment(0xE1, &[&head(0), one.as_bytes()]),
        ]
    };
    let hex: String =
        [b"Exif\0\0", &artist[..]].concat().iter().map(|it| format!("{it:02x}")).collect();
    let raw = format!("Raw profile type exif\0\nexif\n  {}\n{hex}\n", hex.len() / 2);
    let itxt =
        format!("XML:com.adobe.xmp\0\0\0\0\0{}", xmp("><dc:creator>Jane Smith</dc:creator>"));
    let in_gif = format!("\x21\u{b}XMP DataXMP{}", xmp("><dc:creator>Jane Smith</dc:creator>"));
    let in_gif = [b"\x21\xFF", &in_gif.as_bytes()[1..]].concat();
    // Whatever byte of the text is taken for a size leads from here to the end.
    let in_gif_end: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
    vec![
        (
            "gps.jpg",
            jpeg(&[exif_segment(&exif(&[], &[], &[LATITUDE]))], &[], b""),
            "where it was taken",
        ),
        ("serial.jpg", jpeg(&[exif_segment(&exif(&[], &[SERIAL], &[]))], &[], b""), "which camera"),
        (
            "lens.jpg",
            jpeg(&[exif_segment(&exif(&[], &[(0xA435, 2, b"77-1234\0")], &[]))], &[], b""),
            "which camera",
        ),
        (
            "maker.jpg",
            jpeg(&[exif_segment(&exif(&[], &[(0x927C, 7, b"maker")], &[]))], &[], b""),
            "maker",
        ),
        ("artist.jpg", jpeg(&[exif_segment(&artist)], &[], b""), "`Jane Smith` (EXIF, `Artist`)"),
        (
            "copyright.jpg",
            jpeg(
                &[exif_segment(&exif(&[(0x8298, 2, b"(c) 2026 Jane Smith\0")], &[], &[]))],
                &[],
                b"",
            ),
            "Jane Smith",
        ),
        (
            "owner.jpg",
            jpeg(&[exif_segment(&exif(&[], &[(0xA430, 2, b"Jane Smith\0")], &[]))], &[], b""),
            "CameraOwnerName",
        ),
        (
            "xpauthor.jpg",
            jpeg(&[exif_segment(&exif(&[(0x9C9D, 1, b"J\0a\0n\0e\0\0\0")], &[], &[]))], &[], b""),
            "`Jane`",
        ),
        (
            "host.jpg",
            jpeg(&[exif_segment(&exif(&[(0x013C, 2, b"Jane's iPhone\0")], &[], &[]))], &[], b""),
            "`Jane`",
        ),
        (
            "second.jpg",
            jpeg(&[exif_segment(&exif(&[], &[], &[])), exif_segment(&artist)], &[], b""),
            "Jane Smith",
        ),
        (
            "xmp.jpg",
            jpeg(
                &[xmp_segment(
                    "><dc:creator><rdf:Seq><rdf:li>Jane Smith</rdf:li></rdf:Seq></dc:creator>",
                )],
                &[],
                b"",
            ),
            "`Jane Smith` (XMP, `creator`)",
        ),
        (
            "xmp-gps.jpg",
            jpeg(&[xmp_segment("exif:GPSLatitude=\"51,3N\">")], &[], b""),
            "where it was taken",
        ),
        (
            "xmp-serial.jpg",
            jpeg(&[xmp_segment("aux:SerialNumber=\"77\">")], &[], b""),
            "which camera",
        ),
        ("extended.jpg", jpeg(&extended, &[], b""), "Jane Smith"),
        (
            "iptc.jpg",
            jpeg(&[segment(0xED, &[b"Photoshop 3.0\0", &iptc(80, "Jane Smith")])], &[], b""),
            "`Jane Smith` (IPTC, `By-line`)",
        ),
        (
            "iptc-city.jpg",
            jpeg(&[segment(0xED, &[b"Photoshop 3.0\0", &iptc(90, "Mill End")])], &[], b""),
            "where it was taken",
        ),
        (
            "comment.jpg",
            jpeg(&[segment(0xFE, &[b"Jane Smith"])], &[], b""),
            "`Jane Smith` (comment)",
        ),
        (
            "described.jpg",
            jpeg(
                &[exif_segment(&exif(&[(0x010E, 2, b"Photo of Jane Smith\0")], &[], &[]))],
                &[],
                b"",
            ),
            "`Jane Smith` (EXIF, `ImageDescription`)",
        ),
        (
            "noted.jpg",
            jpeg(
                &[exif_segment(&exif(
                    &[],
                    &[(0x9286, 7, b"ASCII\0\0\0taken by Jane Smith, July")],
                    &[],
                ))],
                &[],
                b"",
            ),
            "`Jane Smith` (EXIF, `UserComment`)",
        ),
        (
            "small.jpg",
            jpeg(
                &[exif_segment(&[&exif(&[], &[], &[])[..], b"\xFF\xD8Exif\0\0", &artist].concat())],
                &[],
                b"",
            ),
            "Jane Smith",
        ),
        (
            "credentials.jpg",
            jpeg(&[segment(0xEB, &[b"JP\0\x01jumb\0\0author: Jane Smith\0"])], &[], b""),
            "Jane Smith",
        ),
        (
            "told.jpg",
            jpeg(&[xmp_segment("><dc:description>Photo of Jane Smith</dc:description>")], &[], b""),
            "`Jane Smith` (XMP, `description`)",
        ),
        (
            "caption.jpg",
            jpeg(&[segment(0xED, &[b"Photoshop 3.0\0", &iptc(120, "Jane Smith")])], &[], b""),
            "`Jane Smith` (IPTC, `Caption`)",
        ),
        (
            "mailbox.jpg",
            jpeg(
                &[exif_segment(&exif(&[(0x010E, 2, b"ask jane.smith@nhs.net\0")], &[], &[]))],
                &[],
                b"",
            ),
            "`jane.smith@nhs.net`",
        ),
        (
            "json.jpg",
            jpeg(&[segment(0xEB, &[b"{\"name\":\"Jane Smith\"}"])], &[], b""),
            "Jane Smith",
        ),
        ("archive.jpg", jpeg(&[], &[], b"PK\x03\x04secret.txt"), "14 bytes after its end"),
        ("after-text.jpg", jpeg(&[], &[], b"Photographer Jane Smith"), "Jane Smith"),
        ("unknown.png", png(&[chunk(b"caBX", b"\0\0jumb\0by Jane Smith\0")]), "Jane Smith"),
        ("keyword.png", png(&[chunk(b"tEXt", b"Patient\0Jane Smith")]), "Jane Smith"),
        ("unknown.webp", webp(&[(b"C2PA", b"name: Jane Smith")]), "Jane Smith"),
        ("between.jpg", jpeg(&[], &[exif_segment(&artist)], b""), "Jane Smith"),
        ("after.jpg", jpeg(&[], &[], &jpeg(&[exif_segment(&artist)], &[], b"")), "Jane Smith"),
        ("film.jpg", jpeg(&[], &[], b"\0\0\0\x18ftypmp42"), "a film after the end"),
        ("exif.png", png(&[chunk(b"eXIf", &whole_exif())]), "which camera"),
        (
            "author.png",
            png(&[chunk(b"tEXt", b"Author\0Jane Smith")]),
            "`Jane Smith` (text `Author`)",
        ),
        (
            "packed.png",
            png(&[chunk(b"zTXt", &[b"Author\0\0", &deflate(b"Jane Smith")[..]].concat())]),
            "Jane Smith",
        ),
        ("itxt.png", png(&[chunk(b"iTXt", b"Author\0\0\0en\0Autor\0Jane Smith")]), "Jane Smith"),
        ("xmp.png", png(&[chunk(b"iTXt", itxt.as_bytes())]), "Jane Smith"),
        (
            "raw.png",
            png(&[chunk(
                b"zTXt",
                &[
                    b"Raw profile type exif\0\0",
                    &deflate(raw.split_once('\0').expect("two").1.as_bytes())[..],
                ]
                .concat(),
            )]),
            "Jane Smith",
        ),
        ("exif.webp", webp(&[(b"EXIF", &whole_exif())]), "where it was taken"),
        (
            "xmp.webp",
            webp(&[(b"XMP ", xmp("><dc:creator>Jane Smith</dc:creator>").as_bytes())]),
            "Jane Smith",
        ),
        ("comment.gif", gif(&[b"\x21\xFE\x0AJane Smith\0"]), "Jane Smith"),
        ("xmp.gif", gif(&[&in_gif, &in_gif_end]), "Jane Smith"),
    ]
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    // Blocks that are stored as they are, with the sum that ends the stream.
    let n = u16::try_from(bytes.len()).expect("short");
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    [&[0x78, 1, 1][..], &n.to_le_bytes(), &(!n).to_le_bytes(), bytes, &(b << 16 | a).to_be_bytes()]
        .concat()
}

fn path(name: &str) -> SitePath {
    SitePath::new(&format!("content/pages/{name}")).expect("sound")
}

fn found(name: &str, bytes: &[u8]) -> Vec<Finding> {
    inspect(&path(name), bytes, &Bodies::default())
}

#[test]
fn pictures_are_named_and_cleaned() {
    let place = Place::with_site("metadata-pictures", &common::small_site());
    let pictures = pictures();
    for (name, bytes, _) in &pictures {
        place.write(&format!("content/pages/{name}"), bytes);
    }
    let links = pictures.iter().map(|(name, ..)| format!("- [{name}]({name})\n"));
    let page = format!("---\ntitle: Pictures\n---\n{}", links.collect::<String>());
    place.write("content/pages/pictures.md", page);
    let before = place.tree("content");
    let check = place.iho(&["check"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    for (name, _, told) in &pictures {
        let at = check.stderr.find(&format!("content/pages/{name}\n")).expect(name);
        let start = check.stderr[..at].rfind("warning[").expect(name);
        assert!(check.stderr[start..at].contains(told), "{name}: {}", &check.stderr[start..at]);
    }
    let dry = place.iho(&["check", "--fix", "--dry-run"]);
    assert_eq!(dry.stderr.matches("Would clean `").count(), pictures.len(), "{}", dry.stderr);
    assert!(place.tree("content") == before, "a dry run changes nothing");
    let fix = place.iho(&["check", "--fix"]);
    assert_eq!(
        (fix.code, fix.stderr.matches("Cleaned `").count()),
        (0, pictures.len()),
        "{}",
        fix.stderr
    );
    assert!(fix.stderr.contains("no problems found"), "{}", fix.stderr);
    let after = place.tree("content");
    let again = place.iho(&["check", "--fix"]);
    assert!(again.stderr.contains("No picture needs cleaning"), "{}", again.stderr);
    assert!(place.tree("content") == after, "the second time changes nothing");
}

#[test]
fn a_cleaned_picture_shows_what_it_showed() {
    let turned = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let dirty = jpeg(
        &[exif_segment(&whole_exif()), xmp_segment(">"), segment(0xFE, &[b"Jane Smith"])],
        &[segment(0xE1, &[b"Exif\0\0", &whole_exif()]), segment(0xC4, &[b"a table"])],
        b"more",
    );
    let expected = jpeg(&[exif_segment(turned)], &[segment(0xC4, &[b"a table"])], b"");
    assert_eq!(clean(&dirty).expect("a sound picture"), expected);
    assert_eq!(clean(&expected).expect("a sound picture"), expected);
    let dirty = png(&[
        chunk(b"eXIf", &whole_exif()),
        chunk(b"pHYs", &[0; 9]),
        chunk(b"tEXt", b"Author\0Jane"),
    ]);
    let plain = png(&[chunk(b"pHYs", &[0; 9])]);
    let cleaned = clean(&dirty).expect("a sound picture");
    let (head, rest) = plain.split_at(8 + 25);
    assert_eq!(cleaned, [head, &chunk(b"eXIf", turned), rest].concat());
    let cleaned =
        clean(&webp(&[(b"EXIF", &whole_exif()), (b"XMP ", b"x")])).expect("a sound picture");
    let mut expected = webp(&[(b"EXIF", turned)]);
    expected[20] = 0x08;
    assert_eq!(cleaned, expected);
    assert_eq!(clean(&gif(&[b"\x21\xFE\x04Jane\0"])).expect("a sound picture"), gif(&[]));
}

#[test]
fn what_says_nothing_of_people_is_left_alone() {
    let fine = [
        ("plain.jpg", jpeg(&[exif_segment(&exif(&[], &[], &[]))], &[], b"")),
        (
            "body.jpg",
            jpeg(
                &[exif_segment(&exif(
                    &[(0x013B, 2, b"Communications Team, Vale Trust\0")],
                    &[],
                    &[],
                ))],
                &[],
                b"",
            ),
        ),
        ("version.jpg", jpeg(&[exif_segment(&exif(&[], &[], &[(0, 1, &[2, 3, 0, 0])]))], &[], b"")),
        (
            "program.jpg",
            jpeg(
                &[segment(0xFE, &[b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n"])],
                &[],
                b"",
            ),
        ),
        ("software.png", png(&[chunk(b"tEXt", b"Software\0Adobe ImageReady")])),
        (
            "rights.jpg",
            jpeg(&[xmp_segment("><dc:rights>\u{a9} Crown copyright</dc:rights>")], &[], b""),
        ),
        ("loop.gif", gif(&[b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0"])),
        ("padded.jpg", jpeg(&[], &[], &[0; 64])),
        ("title.png", png(&[chunk(b"tEXt", b"Title\0Matplotlib Figure")])),
        (
            "camera.jpg",
            jpeg(&[exif_segment(&exif(&[(0x010E, 2, b"SONY DSC\0")], &[], &[]))], &[], b""),
        ),
        ("converted.jpg", jpeg(&[segment(0xFE, &[b"Converted by Graph Easy"])], &[], b"")),
        ("map.jpg", jpeg(&[segment(0xFE, &[b"Map of Mill End, from Open Street Map"])], &[], b"")),
    ];
    for words in
        ["<!-- Left Column -->", "<!-- Bar Chart -->", "<metadata>Ordnance Survey</metadata>"]
    {
        let text = format!("<svg {SVG}>{words}</svg>");
        assert_eq!(found("a.svg", text.as_bytes()), [], "{words}");
    }
    for (name, bytes) in fine {
        assert_eq!(found(name, &bytes), [], "{name}");
    }
}

#[test]
fn a_release_waits_for_clean_files() {
    let place = site("metadata-release");
    place.write(
        &format!("{DRAFT}/assets/street.jpg"),
        jpeg(&[exif_segment(&whole_exif())], &[], b""),
    );
    cite(&place, "![A street](../assets/street.jpg)");
    let refused = release(&place, "2026-11-22", "The first.");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("error[picture-metadata]"), "{}", refused.stderr);
    assert!(refused.stderr.contains("iho check --fix"), "{}", refused.stderr);
    assert!(refused.stderr.contains("Nothing was sealed."), "{}", refused.stderr);
    assert_eq!(place.iho(&["check", "--fix"]).code, 0);
    let sealed = release(&place, "2026-11-22", "The first.");
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
}

/// The draft names a file of its own.
fn cite(place: &Place, words: &str) {
    let host = format!("{DRAFT}/narrative/host.md");
    let text = place.read(&host);
    place.write(&host, format!("{}\n\n{words}\n", text.trim_end()));
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    packed(&files)
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("a file");
    }
    zip.finish().expect("an archive").into_inner()
}

fn people(found: &[Finding]) -> Vec<String> {
    let names = found.iter().filter_map(|it| match it {
        Finding::Person { field, name } => Some(format!("{name}: {field}")),
        _ => None,
    });
    names.collect()
}

fn hidden(found: &[Finding]) -> Vec<&str> {
    let words = found.iter().filter_map(|it| match it {
        Finding::Hidden(words) => Some(words.as_str()),
        _ => None,
    });
    words.collect()
}

const CORE: &str = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:creator>Jane Smith</dc:creator>\
    <cp:lastModifiedBy>POOLE, John (NHS VALE ICB)</cp:lastModifiedBy></cp:coreProperties>";

#[test]
fn office_files_name_their_authors() {
    let word = zipped(&[
        ("docProps/core.xml", CORE),
        (
            "docProps/app.xml",
            "<Properties><Manager>Ann Lee</Manager><Company>Vale Trust</Company></Properties>",
        ),
        (
            "word/document.xml",
            "<w:document xmlns:w=\"w\"><w:ins w:id=\"1\" w:author=\"Tom Hill\"/><w:del w:author=\"Tom Hill\"/></w:document>",
        ),
        (
            "word/comments.xml",
            "<w:comments xmlns:w=\"w\"><w:comment w:author=\"Microsoft Office User\"/></w:comments>",
        ),
        (
            "word/_rels/settings.xml.rels",
            concat!(
                "<Relationships><Relationship Target=\"file:///C:",
                "\\Us",
                "ers\\jpoole\\a.dotx\"/></Relationships>"
            ),
        ),
    ]);
    let told = found("a.docx", &word);
    assert_eq!(
        people(&told),
        [
            "Jane Smith: author",
            "POOLE, John: last saved by",
            "Ann Lee: manager",
            "Tom Hill: author of a comment or change",
            "jpoole: folder of a user",
        ]
    );
    assert_eq!(hidden(&told), ["1 comment", "2 tracked changes"]);
    let excel = zipped(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"All\"/><sheet name=\"Workings\" state=\"veryHidden\"/></sheets></workbook>",
        ),
        (
            "xl/comments/comment1.xml",
            "<comments><authors><author>Jane Smith</author></authors><commentList><comment/></commentList></comments>",
        ),
        ("xl/persons/person.xml", "<personList><person displayName=\"Ann Lee\"/></personList>"),
    ]);
    let told = found("a.xlsx", &excel);
    assert_eq!(people(&told), ["Jane Smith: author of a comment", "Ann Lee: author of a comment"]);
    assert_eq!(hidden(&told), ["1 comment", "the hidden sheet `Workings`"]);
    let writer = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "meta.xml",
            "<office:meta xmlns:office=\"o\" xmlns:meta=\"m\" xmlns:dc=\"d\"><meta:initial-creator>Jane Smith</meta:initial-creator><dc:creator>Vale Trust</dc:creator></office:meta>",
        ),
        (
            "content.xml",
            "<office:body xmlns:office=\"o\" xmlns:dc=\"d\" xmlns:text=\"t\"><text:tracked-changes><text:changed-region><text:insertion><dc:creator>Ann Lee</dc:creator></text:insertion></text:changed-region></text:tracked-changes><office:annotation><dc:creator>Tom Hill</dc:creator></office:annotation></office:body>",
        ),
    ]);
    let told = found("a.odt", &writer);
    assert_eq!(people(&told), ["Jane Smith: author", "Ann Lee: author", "Tom Hill: author"]);
    assert_eq!(hidden(&told), ["1 comment", "1 tracked change"]);
    let slides = zipped(&[
        (
            "ppt/commentAuthors.xml",
            "<p:cmAuthorLst xmlns:p=\"p\"><p:cmAuthor name=\"Ann Lee\"/></p:cmAuthorLst>",
        ),
        ("ppt/slides/slide1.xml", "<p:sld xmlns:p=\"p\" show=\"0\"/>"),
    ]);
    let told = found("a.pptx", &slides);
    assert_eq!((people(&told).len(), hidden(&told)), (1, vec!["1 hidden slide"]));
}

#[test]
fn files_in_files_are_looked_at_as_far_as_is_sensible() {
    let photo = jpeg(&[exif_segment(&whole_exif())], &[], b"");
    let word = packed(&[("word/media/image1.jpeg", &photo)]);
    let told = found("a.docx", &word);
    assert!(
        told.contains(&Finding::Place("EXIF, GPS, in `word/media/image1.jpeg`".to_owned())),
        "{told:?}"
    );
    let archive = packed(&[("paper.docx", &packed(&[("docProps/core.xml", CORE.as_bytes())]))]);
    assert_eq!(people(&found("a.zip", &archive)).len(), 2);
    let mut deep = packed(&[("a.txt", b"x")]);
    for _ in 0..6 {
        deep = packed(&[("a.zip", &deep)]);
    }
    assert!(matches!(found("a.zip", &deep)[..], [Finding::Closed(_)]));
    let bomb = packed(&[("a.png", &vec![0; 20_000_000])]);
    assert!(bomb.len() < 100_000);
    let told = found("a.zip", &bomb);
    let is_told =
        |it: &Finding| matches!(it, Finding::Closed(words) if words.contains("too tightly"));
    assert!(told.iter().any(is_told), "{told:?}");
}

fn pdf(objects: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n{objects}\ntrailer << /Root 1 0 R /Info 9 0 R >>\n%%EOF\n").into_bytes()
}

#[test]
fn pdf_names_its_author_however_it_is_written() {
    let packed = |inner: &str| -> Vec<u8> {
        let data = deflate(inner.as_bytes());
        let first = inner.find('<').expect("an object");
        let head = format!(
            "%PDF-1.7\n4 0 obj\n<< /Type /ObjStm /N 1 /First {first} /Filter /FlateDecode /Length {} >>\nstream\n",
            data.len()
        );
        [head.as_bytes(), &data, b"\nendstream\nendobj\n"].concat()
    };
    let xmp = xmp("><dc:creator><rdf:Seq><rdf:li>Jane Smith</rdf:li></rdf:Seq></dc:creator>");
    for (what, bytes) in [
        ("plain", pdf("9 0 obj\n<< /Author (Jane Smith) >>\nendobj")),
        ("no gaps", pdf("9 0 obj<</Author(Jane Smith)/Title(x)>>endobj")),
        ("escapes", pdf("9 0 obj << /Author (Jane \\123mith) >> endobj")),
        ("digits", pdf("9 0 obj << /Author <4A616E6520536D697468> >> endobj")),
        (
            "wide",
            pdf("9 0 obj << /Author <FEFF004A0061006E006500200053006D006900740068> >> endobj"),
        ),
        ("name in digits", pdf("9 0 obj << /#41uthor (Jane Smith) >> endobj")),
        ("elsewhere", pdf("9 0 obj << /Author 8 0 R >> endobj\n8 0 obj (Jane Smith) endobj")),
        (
            "earlier version",
            pdf(
                "9 0 obj << /Author (Jane Smith) >> endobj\n9 0 obj << /Author (Vale Trust) >> endobj",
            ),
        ),
        ("packed", packed("9 0 << /Author (Jane Smith) >>")),
        (
            "xmp",
            pdf(&format!(
                "5 0 obj << /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{xmp}\nendstream\nendobj",
                xmp.len()
            )),
        ),
        (
            "wrong length",
            pdf(&format!(
                "5 0 obj << /Type /Metadata /Length 3 >>\nstream\n{xmp}\nendstream\nendobj"
            )),
        ),
        ("comment", pdf("5 0 obj << /Type /Annot /Subtype /Highlight /T (Jane Smith) >> endobj")),
    ] {
        let told = found("a.pdf", &bytes);
        assert!(people(&told).iter().any(|it| it.starts_with("Jane Smith: ")), "{what}: {told:?}");
    }
    for fine in [
        "<< /Author (Vale Trust) /Creator (Word) >>",
        "<< /Author () >>",
        "<< /Title (Author Jane Smith) >>",
    ] {
        assert_eq!(found("a.pdf", &pdf(&format!("9 0 obj {fine} endobj"))), [], "{fine}");
    }
    let locked = found("a.pdf", &pdf("trailer << /Encrypt 3 0 R >>"));
    assert!(matches!(locked[..], [Finding::Locked(_)]), "{locked:?}");
    let stream =
        "5 0 obj << /Type /ObjStm /Filter /LZWDecode /First 3 >>\nstream\nx\nendstream endobj";
    assert!(matches!(found("a.pdf", &pdf(stream))[..], [Finding::Closed(_)]));
}

/// An Office file with a password: an envelope of the old form around it.
fn locked_office() -> Vec<u8> {
    let name = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 512]).chain(name).collect()
}

/// What names a person, and what nobody can look into without a password, both wait for a reason.
#[test]
fn a_document_may_be_kept_with_a_reason() {
    for (name, bytes) in [
        ("named.pdf", pdf("9 0 obj << /Author (Jane Smith) >> endobj")),
        ("locked.pdf", pdf("trailer << /Encrypt 3 0 R >>")),
        ("locked.docx", locked_office()),
    ] {
        let place = site(&format!("metadata-keep-{name}"));
        let yaml = place.read("content/documents/board-paper.yaml");
        let yaml = yaml.trim_end().replace("link:", "# link:");
        let with_file = format!("{yaml}\nfile: {name}\n");
        place.write("content/documents/board-paper.yaml", &with_file);
        place.write(&format!("content/documents/{name}"), bytes);
        cite(&place, "As the [[document:board-paper]] says.");
        let check = place.iho(&["check"]);
        assert_eq!(check.code, 0, "{}", check.stderr);
        assert!(check.stderr.contains("warning[document-metadata]"), "{}", check.stderr);
        let hint = "say why in `content/documents/board-paper.yaml`: `metadata: {keep: \"…\"}`";
        assert!(check.stderr.contains(hint), "{}", check.stderr);
        let refused = release(&place, "2026-11-22", "The first.");
        assert_eq!(refused.code, 1, "{}", refused.stderr);
        assert!(refused.stderr.contains("error[document-metadata]"), "{}", refused.stderr);
        let keep = format!("{with_file}metadata: {{keep: \"The chair is named in the paper.\"}}\n");
        place.write("content/documents/board-paper.yaml", keep);
        let kept = place.iho(&["check"]);
        assert_eq!((kept.code, kept.stderr.contains("metadata")), (0, false), "{}", kept.stderr);
        assert_eq!(release(&place, "2026-11-22", "The first.").code, 0);
    }
}

const SVG: &str =
    "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

/// Drawings that run or fetch something.
fn bad_drawings() -> Vec<String> {
    let parts = [
        "<script>x</script>",
        "<script/>",
        "<SCRIPT>x</SCRIPT>",
        "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
        "<x:script xmlns:x=\"http://www.w3.org/2000/s&#118;g\"/>",
        "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\"/>",
        "<h:iframe xmlns:h=\"http://www.w3.org/1999/xhtml\" src=\"x\"/>",
        "<g onclick=\"x()\"/>",
        "<g ONLOAD='x()'/>",
        "<foreignObject/>",
        "<image href=\"https://example.org/a.png\"/>",
        "<image xlink:href=\"//example.org/a.png\"/>",
        "<image href=\" &#104;ttps://example.org/a.png\"/>",
        "<image href=\"other.png\"/>",
        "<use href=\"other.svg#a\"/>",
        "<use href=\"data:image/svg+xml;base64,AAAA\"/>",
        "<a href=\"javascript:x()\"><g/></a>",
        "<a xlink:href=\"java&#10;script:x()\"><g/></a>",
        "<a href=\"data:text/html,x\"><g/></a>",
        "<a href=\"https://example.org/\"><g/></a>",
        "<g style=\"fill: url(https://example.org/a#b)\"/>",
        "<g fill=\"url( 'other.svg#b' )\"/>",
        "<g style=\"fill: u\\72l(https://example.org/a)\"/>",
        "<g style=\"fill: ur/**/l(x)\" mask=\"url(x.svg#a)\"/>",
        "<style>@import 'a.css';</style>",
        "<style><![CDATA[@im\\70ort 'a.css';]]></style>",
        "<style>&#64;import 'a.css';</style>",
        "<x:style xmlns:x=\"http://www.w3.org/2000/svg\">a{src:url(x.woff)}</x:style>",
        "<set attributeName=\"href\" to=\"javascript:x()\"/>",
        "<animate attributeName=\"xlink:href\" values=\"x\"/>",
        "<g xml:base=\"https://example.org/\"/>",
        "<g a=1/>",
        "<g>&unknown;</g>",
        "<g>",
    ];
    let mut all: Vec<String> =
        parts.iter().map(|part| format!("<svg {SVG}>\n  {part}\n</svg>")).collect();
    all.push(format!("<?xml-stylesheet href=\"a.css\"?><svg {SVG}/>"));
    all.push(format!("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg {SVG}>&a;</svg>"));
    all.push(format!("<!DOCTYPE svg SYSTEM \"https://example.org/a.dtd\"><svg {SVG}/>"));
    all
}

#[test]
fn drawings_that_do_more_than_draw_are_refused() {
    let is_refused =
        |bytes: &[u8]| found("a.svg", bytes).iter().any(|it| matches!(it, Finding::Unsafe { .. }));
    for text in bad_drawings() {
        assert!(is_refused(text.as_bytes()), "{text}");
        let wide = |mark: &[u8], number: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.iter().copied().chain(text.encode_utf16().flat_map(number)).collect()
        };
        for bytes in [
            wide(&[0xFF, 0xFE], u16::to_le_bytes),
            wide(&[0xFE, 0xFF], u16::to_be_bytes),
            wide(&[], u16::to_le_bytes),
            wide(&[], u16::to_be_bytes),
        ] {
            assert!(is_refused(&bytes), "{text}");
        }
    }
    let strange = "<?xml version=\"1.0\" encoding=\"utf-7\"?><svg/>";
    assert!(is_refused(strange.as_bytes()));
    for fine in [
        "<g/>",
        "<defs><linearGradient id=\"a\"/></defs><rect fill=\"url(#a)\" style=\"stroke: url('#a')\"/>",
        "<use xlink:href=\"#a\"/>",
        "<image href=\"data:image/png;base64,iVBORw0KGgo=\"/>",
        "<a href=\"/about/\"><text>About us</text></a>",
        "<style>@font-face{src:url(data:font/woff2;base64,AAAA)} .a{fill:red}</style>",
        "<animate attributeName=\"opacity\" values=\"0;1\"/>",
        "<text>javascript: and url(x) are words &amp; no more</text>",
        "<metadata><cc:license xmlns:cc=\"c\" rdf:resource=\"https://example.org/\" xmlns:rdf=\"r\"/></metadata>",
        "<!-- <script> -->",
    ] {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg {SVG}>{fine}</svg>"
        );
        let told = found("a.svg", text.as_bytes());
        let told: Vec<_> = told.iter().filter(|it| !matches!(it, Finding::Closed(_))).collect();
        assert!(told.is_empty(), "{fine}: {told:?}");
    }
}

/// Some programs give the sheet of properties another name.
#[test]
fn properties_are_found_whatever_their_name() {
    for name in ["package/services/metadata/core-properties/1.psmdcp", "x/props.xml", "props.bin"] {
        let core = CORE.replace("<cp:coreProperties", "<cp:coreProperties xmlns:q=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"");
        let told = people(&found("a.docx", &zipped(&[(name, &core)])));
        assert!(!told.is_empty(), "{name}");
    }
}

#[test]
fn a_drawing_names_who_drew_it() {
    for text in ["<!-- Author: Ann Lee -->", "<metadata>Drawn by Ann Lee</metadata>"] {
        let text = format!("<svg {SVG}>{text}</svg>");
        assert!(people(&found("a.svg", text.as_bytes()))[0].starts_with("Ann Lee"), "{text}");
    }
    let home = concat!("C:", "\\Us", "ers\\jane\\map.png");
    let text = format!(
        "<svg {SVG} xmlns:inkscape=\"i\" xmlns:dc=\"d\" inkscape:export-filename=\"{home}\"><metadata><dc:creator>Ann Lee</dc:creator></metadata></svg>"
    );
    assert_eq!(
        people(&found("a.svg", text.as_bytes())),
        ["jane: `inkscape:export-filename`", "Ann Lee: XMP, `creator`"]
    );
}

#[test]
fn a_bad_drawing_stops_check_build_and_release_with_its_place() {
    let place = site("metadata-svg");
    let bad = format!("<svg {SVG}>\n  <g/>\n  <script>x</script>\n</svg>\n");
    place.write(&format!("{DRAFT}/assets/map.svg"), &bad);
    cite(&place, "![A map](../assets/map.svg)");
    let check = place.iho(&["check"]);
    assert_eq!(check.code, 1, "{}", check.stderr);
    assert!(check.stderr.contains("error[unsafe-svg]"), "{}", check.stderr);
    assert!(check.stderr.contains("assets/map.svg:3:3"), "{}", check.stderr);
    let build = place.iho(&["build", "--drafts"]);
    assert_eq!(build.code, 1);
    assert!(build.stderr.contains("assets/map.svg:3:3"), "{}", build.stderr);
    let refused = release(&place, "2026-11-22", "The first.");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("assets/map.svg:3:3"), "{}", refused.stderr);
    place.write(&format!("{DRAFT}/assets/map.svg"), bad.replace("<script>x</script>", ""));
    assert_eq!(release(&place, "2026-11-22", "The first.").code, 0);
    // A free page is public by itself.
    place.write("content/pages/map.svg", &bad);
    let about = place.read("content/pages/about.md");
    place.write("content/pages/about.md", format!("{about}\n![A map](map.svg)\n"));
    let public = iho(&place, "2026-11-23", &["build"]);
    assert_eq!(public.code, 1, "{}", public.stderr);
    assert!(public.stderr.contains("pages/map.svg:3:3"), "{}", public.stderr);
}

/// What was sealed keeps its meaning: it is told, and stops nothing.
#[test]
fn sealed_files_are_told_and_stop_nothing() {
    let place = site("metadata-sealed");
    let settings = place.read("content/site.yaml");
    place.write(
        "content/site.yaml",
        format!("{settings}plain_english: {{known_words: [Jane Smith]}}\n"),
    );
    let street = jpeg(&[exif_segment(&exif(&[ARTIST], &[], &[]))], &[], b"");
    place.write(&format!("{DRAFT}/assets/street.jpg"), &street);
    cite(&place, "![A street](../assets/street.jpg)");
    let sealed = release(&place, "2026-11-22", "The first.");
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    place.write("content/site.yaml", settings);
    let check = iho(&place, "2026-11-23", &["check", "--fix"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(check.stderr.contains("warning[sealed-metadata]"), "{}", check.stderr);
    for words in [
        "`assets/street.jpg` of the sealed release 2026-11-22 of `vale`",
        "iho correct vale",
        "iho redact vale 2026-11-22 assets/street.jpg",
    ] {
        assert!(check.stderr.contains(words), "{words}: {}", check.stderr);
    }
    let bytes = fs::read(place.path("content/ihos/vale/releases/2026-11-22/assets/street.jpg"));
    assert_eq!(bytes.expect("a sealed file"), street);
    assert_eq!(place.iho(&["verify"]).code, 0);
    assert_eq!(iho(&place, "2026-11-23", &["build"]).code, 0);
}

#[test]
fn a_sealed_drawing_is_told_once_for_all_releases() {
    let at = |version: &str| {
        SitePath::new(&format!("content/ihos/vale/releases/{version}/assets/map.svg"))
    };
    let sealed = Sealed { bytes: 1, sha256: [7; 32], sha256_with_lf: None, picture: None };
    let files = ["2026-11-22", "2026-12-22"].map(|version| File {
        path: at(version).expect("sound"),
        content: Content::Sealed(sealed),
    });
    let sources = Sources::new(files);
    let read = |_| Some(format!("<svg {SVG}><script/></svg>").into_bytes());
    let told = iho::metadata::check(&sources, &iho::model::Model::default(), read);
    let codes: Vec<Code> = told.diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::SealedMetadata], "{told:?}");
    let message = &told.diagnostics[0].message;
    assert_eq!(
        message,
        "`assets/map.svg` of the sealed release 2026-12-22 of `vale`, and of another release, is a drawing that has a script: `<script>`"
    );
}

#[cfg(unix)]
#[test]
fn links_and_protected_files_are_left_alone() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let place = Place::with_site("metadata-links", &common::small_site());
    let bytes = jpeg(&[exif_segment(&whole_exif())], &[], b"");
    place.write("kept/street.jpg", &bytes);
    symlink(place.path("kept/street.jpg"), place.path("content/pages/link.jpg")).expect("a link");
    place.write("content/pages/locked.jpg", &bytes);
    place.write("content/pages/open.jpg", &bytes);
    for (name, mode) in [("locked", 0o444), ("open", 0o640)] {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(place.path(&format!("content/pages/{name}.jpg")), mode)
            .expect("a mode");
    }
    let fix = place.iho(&["check", "--fix"]);
    assert_eq!(fix.code, 3, "{}", fix.stderr);
    assert!(fix.stderr.contains("`content/pages/link.jpg`: it is a link"), "{}", fix.stderr);
    assert!(
        fix.stderr.contains("`content/pages/locked.jpg`: it is write-protected"),
        "{}",
        fix.stderr
    );
    assert!(fix.stderr.contains("Cleaned `content/pages/open.jpg`"), "{}", fix.stderr);
    assert_eq!(fs::read(place.path("kept/street.jpg")).expect("a file"), bytes);
    let open = fs::metadata(place.path("content/pages/open.jpg")).expect("a file");
    assert_eq!(open.permissions().mode() & 0o777, 0o640);
}

/// Samples of all kinds.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> =
        pictures().into_iter().map(|(name, bytes, _)| (name.to_owned(), bytes)).collect();
    all.push((
        "a.docx".to_owned(),
        zipped(&[("docProps/core.xml", CORE), ("word/document.xml", "<a b=\"c\"/>")]),
    ));
    all.push((
        "a.pdf".to_owned(),
        pdf("9 0 obj << /Author (Jane (x) \\123) /A [<41> << /B 2 0 R >>] >> endobj"),
    ));
    all.push(("a.svg".to_owned(), bad_drawings().concat().into_bytes()));
    all.push(("a.avif".to_owned(), [b"\0\0\0\x1Cftypavif", &whole_exif()[..]].concat()));
    all
}

#[test]
fn what_can_not_be_cleaned_is_still_named() {
    let avif = [b"\0\0\0\x1Cftypavif", &whole_exif()[..]].concat();
    assert!(found("a.avif", &avif).iter().any(|it| matches!(it, Finding::Place(_))));
    assert!(clean(&avif).is_err());
    let mut cut = jpeg(&[exif_segment(&whole_exif())], &[], b"");
    cut.truncate(300);
    let told = found("a.jpg", &cut);
    assert!(
        told.iter().any(|it| matches!(it, Finding::Person { .. } | Finding::Place(_))),
        "{told:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// No bytes bring the program down, and what was cleaned tells nothing any more and stays as it is.
    #[test]
    fn any_bytes_are_looked_at(at in 0_usize..40, cut in 0.0..1.0_f64, places in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..6)) {
        let samples = samples();
        let (name, mut bytes) = samples[at % samples.len()].clone();
        let part = |share: f64, n: usize| ((n as f64) * share) as usize;
        for (share, byte) in places {
            let n = bytes.len();
            bytes[part(share, n)] = byte;
        }
        if at % 2 == 0 {
            bytes.truncate(part(cut, bytes.len()));
        }
        let _ = found(&name, &bytes);
        if let Ok(cleaned) = clean(&bytes) {
            let left = found(&name, &cleaned);
            let is_told = left.iter().any(|it| !matches!(it, Finding::Closed(_)));
            prop_assert!(!is_told, "{name}: {left:?}");
            prop_assert_eq!(clean(&cleaned), Ok(cleaned.clone()));
        }
    }

    #[test]
    fn noise_is_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..400), head in 0_usize..8) {
        let heads: [&[u8]; 8] = [b"", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"RIFF\xFF\0\0\0WEBP", b"GIF89a", b"%PDF-", b"PK\x03\x04", b"MM\0\x2A"];
        let bytes = [heads[head], &bytes].concat();
        for name in ["a.jpg", "a.svg", "a.pdf", "a.docx"] {
            let _ = found(name, &bytes);
        }
        let _ = clean(&bytes);
    }
}
