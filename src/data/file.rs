//! Files for programs: what there is to say of a kind of file, and which files of each kind a site has.

use std::hash::{Hash, Hasher};

use super::catalogue::{CATALOGUE, base};
use super::package::DATA_PACKAGE;
use super::{Digests, FORMS, SPECS, figures};
use crate::graph::Graph;
use crate::model::{Blueprint, FILE_KINDS, file_kind};

/// The path of a kind of file from the top of the site, with `{}` for each id: of an IHO, then of a measure or a kind of sources;
/// and its title for people, with `{}` for the name of the measure or of the kind of sources.
#[derive(PartialEq, Eq, Hash, Debug)]
pub(super) struct Named(pub(super) &'static str, pub(super) &'static str);

impl Named {
    /// The kind of file with that name. `bytes` makes one, and may panic where the site has none.
    pub(super) const fn made(self, occurs: Occurs, bytes: MakeBytes) -> FileSpec {
        FileSpec { name: self, occurs, bytes }
    }
}

type MakeBytes = fn(&File, &Graph, &Digests) -> Vec<u8>;

/// A kind of file for programs, defined beside what makes its bytes and named in `SPECS`; everything else follows.
#[derive(Debug)]
pub struct FileSpec {
    name: Named,
    occurs: Occurs,
    bytes: MakeBytes,
}

/// A form of files: how their paths end, what it is called, and its media type.
pub(super) type Form = (&'static str, &'static str, &'static str);

/// The names of files of a draft; an ending stands for all files that have it.
pub(super) type MadeOf = &'static [&'static str];

/// Where files of a kind are there.
#[derive(Debug)]
pub(super) enum Occurs {
    /// For a blueprint of which the function says so; only these files of its draft decide that.
    Blueprint(MadeOf, fn(&Graph, &Blueprint) -> bool),
    /// The same for what a chart of a blueprint shows, which the trees of releases publish, too.
    Chart(MadeOf, fn(&Graph, &Blueprint) -> bool),
    /// For each first half of the postcodes that a blueprint covers, asked for one by one by the page that looks them up.
    Outward,
    /// For each measure of a blueprint that has figures.
    Measure,
    /// For each measure with figures of peers.
    Peers,
    /// For each kind of files that people write.
    SourceKind,
    /// Once on a site that has or had an IHO.
    Site,
    /// For each IHO of which something was released.
    Releases,
    /// Once on a site of which something was released, if the function says so.
    Archive(fn(&Graph) -> bool),
}

impl FileSpec {
    /// The path of such a file from the top of the site.
    pub fn path(&self, ids: &[&str]) -> String {
        ids.iter().fold(self.name.0.to_owned(), |path, id| path.replacen("{}", id, 1))
    }

    /// The end of its path, what its form is called, and its media type.
    fn form(&self) -> Form {
        let form = FORMS.into_iter().find(|(end, ..)| self.name.0.ends_with(end));
        form.expect("each path has an end that is in the list")
    }

    /// Such a file.
    pub fn file<const N: usize>(&'static self, ids: [&str; N]) -> File {
        File { spec: self, ids: ids.map(str::to_owned).into() }
    }

    /// Whether a blueprint has such a file, once for all its measures.
    pub fn is_of(&self, graph: &Graph, blueprint: &Blueprint) -> bool {
        match self.occurs {
            Occurs::Blueprint(_, is_there) | Occurs::Chart(_, is_there) => {
                is_there(graph, blueprint)
            }
            _ => false,
        }
    }
}

// No two kinds have the same name; functions can't be compared.
impl PartialEq for FileSpec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for FileSpec {}

impl Hash for FileSpec {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// One file for programs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct File {
    spec: &'static FileSpec,
    ids: Vec<String>,
}

impl File {
    /// Whether it is of a kind.
    pub fn is(&self, spec: &FileSpec) -> bool {
        self.spec == spec
    }

    /// Its path from the top of the site.
    pub fn path(&self) -> String {
        self.spec.path(&self.ids.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Its address on the web.
    pub(super) fn address(&self, graph: &Graph) -> String {
        base(graph) + &self.path()
    }

    /// The blueprint that it is of.
    pub(super) fn blueprint<'g>(&self, graph: &'g Graph) -> &'g Blueprint {
        &graph.model.blueprints[self.iho()]
    }

    /// The id of the IHO that it is of.
    pub(super) fn iho(&self) -> &str {
        &self.ids[0]
    }

    /// The last id of its path: of a measure, or of a kind of sources; empty where it has none.
    pub(super) fn id(&self) -> &str {
        self.ids.last().map_or("", String::as_str)
    }

    /// What its form is called.
    pub fn format(&self) -> &'static str {
        self.spec.form().1
    }

    /// Its media type.
    pub fn media(&self) -> &'static str {
        self.spec.form().2
    }

    /// Whether it says nothing of other files, such as their checksums.
    pub fn stands_alone(&self) -> bool {
        !self.is(&DATA_PACKAGE) && !self.is(&CATALOGUE)
    }

    /// What it is, for people.
    pub fn title(&self, graph: &Graph) -> String {
        let name = match self.spec.occurs {
            Occurs::Outward => self.id().to_uppercase(),
            Occurs::SourceKind => {
                file_kind(self.id()).map_or(self.id(), |kind| kind.title).to_owned()
            }
            _ => figures::name(graph, self.id()),
        };
        self.spec.name.1.replace("{}", &name)
    }

    /// Makes it.
    ///
    /// # Panics
    /// Where it is not a file of this site.
    pub fn bytes(&self, graph: &Graph, digests: &Digests) -> Vec<u8> {
        (self.spec.bytes)(self, graph, digests)
    }
}

/// The files of all kinds for which `ids` gives the ids of their paths.
fn files(ids: impl Fn(&FileSpec) -> Vec<Vec<String>>) -> Vec<File> {
    let of_spec = |spec| ids(spec).into_iter().map(move |ids| File { spec, ids });
    SPECS.into_iter().flat_map(of_spec).collect()
}

/// Every file of an IHO, in the order in which they are listed.
pub fn of_blueprint(graph: &Graph, blueprint: &Blueprint) -> Vec<File> {
    let id = || blueprint.id.clone();
    let mut files = files(|spec| match spec.occurs {
        Occurs::Measure => {
            blueprint.observations.keys().map(|metric| vec![id(), metric.clone()]).collect()
        }
        _ if spec.is_of(graph, blueprint) => vec![vec![id()]],
        _ => Vec::new(),
    });
    // Those of a measure stand together.
    files.sort_by(|one, other| one.ids.cmp(&other.ids));
    files
}

/// What follows the address of an IHO in the paths of files that it can have besides those of single measures, with the files
/// of its draft that decide whether it has them.
pub fn possible() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    SPECS.into_iter().filter_map(|spec| match spec.occurs {
        Occurs::Blueprint(made_of, _) | Occurs::Chart(made_of, _) => {
            Some((spec.name.0.strip_prefix("ihos/{}/")?, made_of))
        }
        _ => None,
    })
}

/// Every file that is of no single IHO; none on a site that never had any.
pub fn of_site(graph: &Graph) -> Vec<File> {
    if graph.model.blueprints.is_empty() && graph.archive.ihos.is_empty() {
        return Vec::new();
    }
    files(|spec| match spec.occurs {
        Occurs::Site => vec![Vec::new()],
        Occurs::Peers => graph.model.peers.keys().map(|metric| vec![metric.clone()]).collect(),
        Occurs::SourceKind => FILE_KINDS.iter().map(|kind| vec![kind.name.to_owned()]).collect(),
        _ => Vec::new(),
    })
}

/// The files about what was published, and when.
fn of_archive(graph: &Graph) -> Vec<File> {
    let ihos = &graph.archive.ihos;
    files(|spec| match spec.occurs {
        Occurs::Releases => ihos.keys().map(|iho| vec![iho.clone()]).collect(),
        Occurs::Archive(is_there) if !ihos.is_empty() && is_there(graph) => vec![Vec::new()],
        _ => Vec::new(),
    })
}

/// The tables of measures and charts of every IHO, and those of its peers.
pub fn tables(graph: &Graph) -> Vec<File> {
    let is_table = |file: &File| match file.spec.occurs {
        Occurs::Chart(..) | Occurs::Peers => true,
        _ => file.is(&figures::FIGURES),
    };
    of_ihos(graph).chain(of_site(graph)).filter(is_table).collect()
}

/// Every file of a site.
pub fn all_files(graph: &Graph) -> Vec<File> {
    let of_ihos = of_ihos(graph).chain(of_outward(graph));
    of_ihos.chain(of_archive(graph)).chain(of_site(graph)).collect()
}

fn of_ihos(graph: &Graph) -> impl Iterator<Item = File> {
    graph.model.blueprints.values().flat_map(|blueprint| of_blueprint(graph, blueprint))
}

/// The files of postcodes of all IHOs, which no list of files names one by one: there are too many.
fn of_outward(graph: &Graph) -> Vec<File> {
    let ids = |blueprint: &Blueprint| {
        let id = blueprint.id.clone();
        let codes = blueprint.postcodes().into_iter().flatten().map(|(code, _)| code);
        codes.map(move |it| vec![id.clone(), it.to_string().to_lowercase()]).collect::<Vec<_>>()
    };
    files(|spec| match spec.occurs {
        Occurs::Outward => graph.model.blueprints.values().flat_map(|it| ids(it)).collect(),
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Two of the same path would be one file, and ids that a path has no place for would be lost.
    #[test]
    fn each_kind_has_a_path_of_its_own_with_a_place_for_each_id() {
        let paths: BTreeSet<&str> = SPECS.iter().map(|spec| spec.name.0).collect();
        assert_eq!(paths.len(), SPECS.len());
        for spec @ FileSpec { name: Named(path, _), occurs, .. } in SPECS {
            assert!(path.ends_with(spec.form().0));
            let (start, n_ids) = match occurs {
                Occurs::Measure | Occurs::Outward => ("ihos/{}/", 2),
                Occurs::Blueprint(..) | Occurs::Chart(..) | Occurs::Releases => ("ihos/{}/", 1),
                Occurs::Peers | Occurs::SourceKind => ("data/", 1),
                Occurs::Site => ("data/", 0),
                Occurs::Archive(_) => ("", 0),
            };
            assert!(path.starts_with(start) && path.matches("{}").count() == n_ids, "{path}");
        }
    }
}
