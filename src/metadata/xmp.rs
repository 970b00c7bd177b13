//! What XMP tells, and the metadata of SVG, which is of the same kind: names of properties decide, whatever their prefix.

use super::xml::{self, Element, local};
use super::{Finding, Findings};

/// What a property may tell.
enum Property {
    Place,
    Serial,
    /// A name, of a person or a body.
    Name,
    /// Always a person.
    Person,
    /// Words that may be about anything.
    Text,
}

fn property(name: &str) -> Option<Property> {
    let name = name.to_lowercase();
    Some(match name.as_str() {
        "gpsversionid" => return None,
        name if name.starts_with("gps") => Property::Place,
        "city" | "state" | "country" | "countrycode" | "countryname" | "location"
        | "sublocation" | "provincestate" | "worldregion" | "locationcreated" | "locationshown" => {
            Property::Place
        }
        name if name.starts_with("ciadr") => Property::Place,
        name if name.ends_with("serialnumber") || name.ends_with("imageuniqueid") => {
            Property::Serial
        }
        "creator" | "contributor" | "artist" | "author" | "authors" | "captionwriter" | "owner"
        | "ownername" | "cameraownername" | "credit" | "rights" | "copyright"
        | "copyrightnotice" | "copyrightownername" | "imagecreatorname" | "licensorname"
        | "writer" | "photographer" | "imageeditor" | "manager" | "lastmodifiedby" => {
            Property::Name
        }
        "personinimage"
        | "persondisplayname"
        | "personname"
        | "ciemailwork"
        | "citelwork"
        | "regionpersondisplayname" => Property::Person,
        "description" | "headline" | "usercomment" | "imagedescription" => Property::Text,
        _ => return None,
    })
}

/// Properties in which others lie that say whose they are.
const GROUPS: &[&str] = &["RegionList", "Regions"];

/// Everything that XMP tells, as far as it can be read.
pub(super) fn traces(text: &str, findings: &mut Findings<'_>) {
    let from = text.find('<').unwrap_or(text.len());
    let read = xml::elements(&text[from..], |path, element| match element {
        Element::Attributes(attributes) => {
            let is_region = path.iter().any(|it| GROUPS.contains(it));
            for it in attributes.iter().filter(|it| !it.name.starts_with("xmlns")) {
                let name = local(it.name);
                match property(name) {
                    Some(kind) => tell(&kind, name, &it.value, findings),
                    None if is_region && name == "Name" => {
                        tell(&Property::Person, name, &it.value, findings);
                    }
                    None => {}
                }
            }
        }
        Element::Words(words) => {
            let near = path.iter().rev().take(8);
            let known = near.clone().find_map(|name| Some((*name, property(name)?)));
            let is_region =
                path.last() == Some(&"Name") && near.clone().any(|it| GROUPS.contains(it));
            match known {
                Some((name, kind)) => tell(&kind, name, words, findings),
                None if is_region => tell(&Property::Person, "Name", words, findings),
                None => {}
            }
        }
    });
    if read.is_err() && text[from..].contains("xmpmeta") {
        findings.closed("its XMP can't be read");
    }
}

fn tell(kind: &Property, field: &str, value: &str, findings: &mut Findings<'_>) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let field = format!("XMP, `{field}`");
    match kind {
        Property::Text => findings.sentence(&field, value),
        Property::Place => findings.push(Finding::Place(field)),
        Property::Serial => findings.push(Finding::Serial(field)),
        Property::Name => findings.name(&field, value),
        Property::Person => findings.person(&field, value),
    }
}
