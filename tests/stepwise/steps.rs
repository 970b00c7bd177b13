//! What may happen to a site between two builds of it. A command may be refused: then nothing happened.
#![expect(clippy::disallowed_methods, reason = "these steps own their folder")]

use std::fs;

use jiff::ToSpan as _;

use super::World;

/// Who decides.
const BY: [&str; 2] = ["--by", "Chief executive"];
/// A picture of one point.
pub(super) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89";

fn pick<T: Clone>(all: &[T], which: usize) -> Option<T> {
    all.get(which % all.len().max(1)).cloned()
}

/// Files and folders inside a folder.
fn names(world: &World, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(world.place.path(folder)).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

impl World {
    /// The IHOs that have a draft.
    fn drafts(&self) -> Vec<String> {
        let all = names(self, "content/ihos").into_iter();
        let has_draft =
            |iho: &String| self.place.path(&format!("content/ihos/{iho}/draft/iho.yaml")).exists();
        all.filter(has_draft).collect()
    }

    /// Every release that was sealed.
    fn releases(&self) -> Vec<(String, String)> {
        let ihos = names(self, "content/ihos").into_iter();
        let of = |iho: String| {
            let versions = names(self, &format!("content/ihos/{iho}/releases")).into_iter();
            versions.map(move |version| (iho.clone(), version)).collect::<Vec<_>>()
        };
        ihos.flat_map(of).collect()
    }

    fn replace(&mut self, path: &str, old: &str, new: &str) -> bool {
        let at = self.place.path(path);
        let Ok(text) = fs::read_to_string(&at) else { return false };
        let is_there = text.contains(old);
        if is_there {
            self.say(format!("{path}: {old:?} becomes {new:?}"));
            self.place.write(path, text.replacen(old, new, 1));
        }
        is_there
    }

    /// Puts another line in the place of the one that begins so, or at the end.
    fn set(&mut self, path: &str, start: &str, line: &str) {
        let text = fs::read_to_string(self.place.path(path)).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.starts_with(start));
        let mut lines: Vec<&str> = lines.collect();
        let at = text.lines().position(|line| line.starts_with(start)).unwrap_or(lines.len());
        if !line.is_empty() {
            lines.insert(at.min(lines.len()), line);
        }
        self.say(format!("{path}: {start:?} becomes {line:?}"));
        self.place.write(path, lines.join("\n") + "\n");
    }

    fn write(&mut self, path: &str, text: &str) {
        self.say(format!("{path} is written"));
        self.place.write(path, text);
    }

    fn remove(&mut self, path: &str) -> bool {
        let is_there = fs::remove_file(self.place.path(path)).is_ok();
        if is_there {
            self.say(format!("{path} is removed"));
        }
        is_there
    }

    /// Turns a file on and off.
    fn toggle(&mut self, path: &str, text: &str) {
        if !self.remove(path) {
            self.write(path, text);
        }
    }

    /// Changes a draft.
    fn edit(&mut self, iho: &str, which: usize) {
        let n = self.n;
        let draft = format!("content/ihos/{iho}/draft");
        let file = |name: &str| format!("{draft}/{name}");
        match which % 13 {
            0 => self.set(&file("iho.yaml"), "contact:", &format!("contact: {{role: Lead {n}}}")),
            1 => self.set(&file("iho.yaml"), "name:", &format!("name: {iho} contract {n}")),
            2 => self.set(&file("iho.yaml"), "summary:", &format!("summary: One budget {n} for [[place:vale-place]] by [[org:vale-council]].")),
            3 => {
                let target = format!("    target: {{value: {}, by: 2030-03-31, why: Reason {n}.}}", 400 + n);
                self.set(&file("metrics.yaml"), "    target:", &target);
            }
            4 => {
                let text = format!("---\ntitle: Parking {n}\n---\nWhere to park, as [[page:about]] and [[iho:vale]] say. GPT{n} and ABC.\n");
                self.toggle(&file("narrative/parking.md"), &text);
            }
            5 => {
                let text = format!("## What the host does\n\n[[org:vale-trust]] visits {n} people, see [the page](/about/), [[page:about#words]] and ABC. ![A point](../photo.png)\n");
                self.write(&file("narrative/host.md"), &text);
                self.place.write(&file("photo.png"), [PICTURE, &[u8::try_from(n % 5).unwrap_or(0)]].concat());
            }
            6 => {
                self.write(&file("narrative/host.md"), "## What the host does\n\nIt visits people at home.\n");
                self.remove(&file("photo.png"));
            }
            7 => {
                let text = fs::read_to_string(self.place.path(&file("metrics/bed-days.csv"))).unwrap_or_default();
                let rows: Vec<&str> = text.lines().skip(1).collect();
                let last = format!("2026-Q{},{n}.5", 1 + rows.len() % 4);
                let kept = rows.iter().take(3 + n % 3).filter(|row| row[..7] != last[..7]);
                let rows: Vec<&str> = kept.copied().chain([last.as_str()]).collect();
                self.write(&file("metrics/bed-days.csv"), &format!("period,value\n{}\n", rows.join("\n")));
            }
            8 => self.set(&file("contract.yaml"), "{disclosure", &format!("{{disclosure: not_yet_decided, reason: It is written for the {n}th time., expected: 2035-Q2}}")),
            9 => drop(self.replace(&file("partners.yaml"), "voice: voting", "voice: {value: advisory, why: It was agreed.}") || self.replace(&file("partners.yaml"), "voice: {value: advisory, why: It was agreed.}", "voice: voting")),
            10 => drop(self.replace(&file("services.yaml"), "Nothing changes.", &format!("Nothing changes {n}."))),
            11 => self.set(&file("footprint.yaml"), "registered_population:", &format!("registered_population: {{value: {}, as_of: 2026-10-01}}", 52_000 + n)),
            _ => {
                self.toggle(&file("plan.pdf"), &format!("%PDF-1.7 {n}"));
                self.toggle(&file("narrative/plan.md"), "---\ntitle: Plan\n---\nSee [all of it](../plan.pdf).\n");
            }
        }
    }

    pub(super) fn edit_and_release(&mut self, which: usize) {
        let Some(iho) = pick(&self.drafts(), which) else { return };
        self.edit(&iho, which / 3);
        if which.is_multiple_of(7) {
            self.edit(&iho, which / 5);
        }
        let note = format!("Note {} on [[org:vale-trust]] and [[page:about]].", self.n);
        self.iho(&[
            "release",
            &iho,
            "--yes",
            "--again",
            "The law allows it again.",
            "--note",
            &note,
        ]);
    }

    pub(super) fn release_later(&mut self, which: usize) {
        let Some(iho) = pick(&self.drafts(), which) else { return };
        self.edit(&iho, which / 3);
        let later = self.now.checked_add((2 + which % 40).hours_of()).expect("an instant");
        let later = later.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string();
        let note = format!("Later note {}.", self.n);
        self.iho(&[
            "release",
            &iho,
            "--yes",
            "--again",
            "The law allows it again.",
            "--note",
            &note,
            "--publish-at",
            &later,
        ]);
    }

    pub(super) fn correct(&mut self, which: usize) {
        let Some(iho) = pick(&self.drafts(), which) else { return };
        self.edit(&iho, which / 3);
        let (what, now) = (format!("It was wrong {}.", self.n), "It is right.");
        self.iho(&[&["correct", &iho, "--what", &what, "--now", now, "--yes"], &BY[..]].concat());
    }

    pub(super) fn withdraw(&mut self, which: usize) {
        let Some((iho, version)) = pick(&self.releases(), which) else { return };
        let reason = format!("It is wrong {} for [[org:vale-trust]].", self.n);
        let mut typed = vec!["withdraw", &iho, &version, "--reason", &reason, "--yes"];
        typed.extend(BY);
        let of_iho = self.releases().into_iter().filter(|(of, _)| *of == iho);
        let others: Vec<String> = of_iho.map(|(_, it)| it).collect();
        let other = pick(&others, which / 7).unwrap_or_default();
        match which % 3 {
            0 => typed.push("--fallback-previous"),
            1 => typed.extend(["--replaced-by", &other]),
            _ => {}
        }
        self.iho(&typed);
    }

    pub(super) fn reinstate(&mut self, which: usize) {
        for at in 0..6 {
            let Some((iho, version)) = pick(&self.releases(), which + at) else { return };
            let typed =
                ["withdraw", &iho, &version, "--reinstate", "--reason", "It was right.", "--yes"];
            if self.iho(&[&typed[..], &BY].concat()) == 0 {
                return;
            }
        }
    }

    pub(super) fn redact(&mut self, which: usize) {
        let Some((iho, version)) = pick(&self.releases(), which) else { return };
        let sums = self.place.read(&format!("content/ihos/{iho}/releases/{version}/files.sha256"));
        let paths: Vec<&str> = sums.lines().filter_map(|line| line.split("  ").nth(1)).collect();
        let is_likely =
            |path: &&str| path.contains('/') || path.ends_with("pdf") || path.ends_with("png");
        let likely: Vec<&str> = paths.iter().copied().filter(is_likely).collect();
        let path = match which % 5 {
            0 => pick(&paths, which / 5),
            _ => pick(&likely, which / 5),
        };
        let Some(path) = path.map(str::to_owned) else { return };
        let typed = [
            "redact",
            &iho,
            &version,
            &path,
            "--category",
            "personal-data",
            "--reason",
            "It named a patient.",
            "--yes",
        ];
        self.iho(&[&typed[..], &BY].concat());
    }

    /// Gives something another id, everywhere but in what was sealed; or takes back that it ever had another.
    pub(super) fn rename(&mut self, which: usize) {
        const WHAT: [(&str, &str); 7] = [
            ("organisations", "vale-gps"),
            ("organisations", "vale-trust"),
            ("places", "mill-end"),
            ("metrics", "bed-days"),
            ("services", "memory-clinic"),
            ("documents", "board-paper"),
            ("ihos", "vale"),
        ];
        let (folder, first) = WHAT[which % WHAT.len()];
        if folder == "ihos" {
            return self.rename_iho();
        }
        let known = names(self, &format!("content/{folder}")).into_iter();
        let known = known.filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned));
        let Some(old) = known.into_iter().find(|id| id.starts_with(first)) else { return };
        let new = format!("{first}-{}", self.n);
        let [from, to] = [&old, &new].map(|id| format!("content/{folder}/{id}.yaml"));
        let text = self.place.read(&from);
        let was = text.lines().find_map(|line| line.strip_prefix("was: ")).unwrap_or("[]");
        let was = was.trim_matches(['[', ']']);
        let was = if was.is_empty() { old.clone() } else { format!("{was}, {old}") };
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("was: ")).collect();
        let text =
            kept.join("\n").replacen(&format!("id: {old}"), &format!("id: {new}\nwas: [{was}]"), 1);
        self.say(format!("{from} becomes {to}"));
        fs::remove_file(self.place.path(&from)).expect("a file");
        self.place.write(&to, text + "\n");
        for iho in self.drafts() {
            let [from, to] = [&old, &new]
                .map(|id| self.place.path(&format!("content/ihos/{iho}/draft/metrics/{id}.csv")));
            let _ = fs::rename(from, to);
        }
        self.rename_everywhere(&to, &old, &new);
    }

    fn rename_everywhere(&self, but: &str, old: &str, new: &str) {
        let is_other = |path: &str| {
            path == but
                || path.contains("/releases/")
                || path.contains("/notices/")
                || path.ends_with("ledger.jsonl")
        };
        for (path, bytes) in self.files().into_iter().filter(|(path, _)| !is_other(path)) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if text.contains(old) {
                self.place.write(&path, text.replace(old, new));
            }
        }
    }

    fn rename_iho(&mut self) {
        let Some(old) = self.drafts().into_iter().find(|iho| iho.starts_with("vale")) else {
            return;
        };
        let new = format!("vale{}", self.n);
        let [from, to] =
            [&old, &new].map(|iho| self.place.path(&format!("content/ihos/{iho}/draft")));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::rename(from, to).expect("a folder");
        let path = format!("content/ihos/{new}/draft/iho.yaml");
        let text = self.place.read(&path);
        let was = text.lines().find_map(|line| line.strip_prefix("was: ")).unwrap_or("[]");
        let was = was.trim_matches(['[', ']']).to_owned();
        let was = if was.is_empty() { old.clone() } else { format!("{was}, {old}") };
        self.set(&path, "id: ", &format!("id: {new}"));
        self.set(&path, "was: ", &format!("was: [{was}]"));
        self.remove(&format!("content/ihos/{new}/draft/release.yaml"));
        self.rename_everywhere("", &format!("iho:{old}]"), &format!("iho:{new}]"));
        // The pages that name it lead nowhere before it is published under its new name.
        self.iho(&["release", &new, "--yes", "--note", "It has another name."]);
    }

    pub(super) fn edit_shared(&mut self, which: usize) {
        const FOLDERS: [&str; 6] =
            ["organisations", "metrics", "places", "services", "documents", "criteria"];
        let folder = FOLDERS[which % FOLDERS.len()];
        let Some(name) = pick(&names(self, &format!("content/{folder}")), which / 6) else {
            return;
        };
        let path = format!("content/{folder}/{name}");
        let n = self.n;
        match (folder, which / 36 % 4) {
            ("metrics", 0) => self.set(
                &path,
                "unit:",
                if n.is_multiple_of(2) { "unit: rate" } else { "unit: count" },
            ),
            ("metrics", 1) => self.set(
                &path,
                "definition:",
                &format!("definition: Days {n} in hospital, see [[term:footprint]]."),
            ),
            ("organisations", 0) => {
                let id = name.trim_end_matches(".yaml");
                self.set(&path, "name:", &format!("name: {id} Body {n}"));
                self.set(
                    &path,
                    "names:",
                    &format!("names: [{{name: {id} Body {n}, from: 2026-0{}-01}}]", 1 + n % 9),
                );
            }
            ("organisations", 1) => {
                let new = format!("content/organisations/new-{n}.yaml");
                self.write(
                    &new,
                    &format!("id: new-{n}\nname: New body {n}\nkind: gp-federation\n"),
                );
            }
            (_, 3) => drop(self.remove(&path)),
            ("documents" | "criteria", _) => {
                self.set(&path, "title:", &format!("title: Paper {n}"))
            }
            _ => self.set(&path, "name:", &format!("name: {} {n}", name.trim_end_matches(".yaml"))),
        }
    }

    pub(super) fn edit_glossary(&mut self, which: usize) {
        const PATH: &str = "content/glossary.yaml";
        let n = self.n;
        let text = fs::read_to_string(self.place.path(PATH)).unwrap_or_default();
        let word = ["ABC", "GPT", "ODS"][which % 3];
        match which % 4 {
            0 if !text.contains(&format!("term: {word}\n")) => {
                let term =
                    format!("  - id: word-{n}\n    term: {word}\n    definition: A word {n}.\n");
                self.write(PATH, &(text + &term));
            }
            1 => drop(self.replace(PATH, "A fixed sum", &format!("A fixed sum {n}"))),
            2 => drop(self.replace(PATH, "term: ABC", "term: XYZ")),
            _ => {
                let Some(at) = text.find("  - id: word-") else { return };
                self.write(PATH, &text[..at]);
            }
        }
    }

    pub(super) fn edit_theme(&mut self, which: usize) {
        let n = self.n;
        let theme = "themes/default";
        match which % 5 {
            0 => self
                .write(&format!("{theme}/static/site.css"), &format!("body {{ margin: {n}px }}\n")),
            1 => self.write(
                &format!("{theme}/templates/footer.html"),
                &format!("<footer>Foot {n} of {{{{ site.title }}}}</footer>\n"),
            ),
            2 => self.toggle(&format!("{theme}/static/extra.txt"), &format!("Extra {n}\n")),
            3 => drop(self.remove(&format!("{theme}/templates/footer.html"))),
            _ => drop(self.remove(&format!("{theme}/static/site.css"))),
        }
    }

    pub(super) fn edit_settings(&mut self, which: usize) {
        const PATH: &str = "content/site.yaml";
        let n = self.n;
        let zone = ["Europe/London", "Asia/Tokyo", "America/New_York", "UTC"][which / 9 % 4];
        match which % 9 {
            0 => self.set(PATH, "title:", &format!("title: Small example {n}")),
            1 => self.set(PATH, "archive:", "archive: compact"),
            2 => self.set(PATH, "archive:", ""),
            3 => self.set(PATH, "time_zone:", &format!("time_zone: {zone}")),
            4 => self.set(
                PATH,
                "base_url:",
                &format!("base_url: https://iho.vale.counterexample.org/{}/", n % 3),
            ),
            5 => self.set(
                PATH,
                "publisher:",
                if n.is_multiple_of(2) { "publisher: vale-council" } else { "publisher: vale-icb" },
            ),
            6 => self.set(
                PATH,
                "contact:",
                &format!("contact: blueprints{n}@vale.counterexample.org"),
            ),
            7 => {
                self.set(PATH, "moved:", &format!("moved: [{{from: /old{}/, to: /about/}}]", n % 3))
            }
            _ => self.set(
                PATH,
                "illustrative:",
                if n.is_multiple_of(2) { "illustrative: true" } else { "illustrative: false" },
            ),
        }
    }

    pub(super) fn edit_pages(&mut self, which: usize) {
        let n = self.n;
        let about = "content/pages/about.md";
        match which % 6 {
            0 => self.toggle("content/pages/more.md", &format!("---\ntitle: More {n}\n---\nMore of [[iho:vale]] and ABC.\n")),
            1 => drop(self.replace(about, "title: About", &format!("title: About {n}"))),
            2 => {
                // The page goes, and nothing of the site leads to it any more.
                if self.remove(about) {
                    self.set("content/site.yaml", "  - {title: About", "");
                    self.write("content/pages/index.md", "---\ntitle: Small example\n---\nOne contract.\n");
                }
            }
            3 => {
                let text = "---\ntitle: Info\nwas: about\n---\n## Words\n\nText.\n";
                if self.remove(about) {
                    self.write("content/pages/info.md", text);
                    self.rename_everywhere("content/pages/info.md", "page: about", "page: info");
                    self.rename_everywhere("content/pages/info.md", "page:about", "page:info");
                    self.rename_everywhere("content/pages/info.md", "(about.md)", "(info.md)");
                }
            }
            4 => self.toggle("content/pages/folder/index.md", &format!("---\ntitle: Folder {n}\n---\nText {n}.\n")),
            _ => self.toggle("content/models/savings.md", &format!("---\ntitle: Savings {n}\nkind: uk\nsummary: A model {n}.\nfacts: []\n---\nText.\n")),
        }
    }

    pub(super) fn wait(&mut self, which: usize) {
        self.now = self.now.checked_add((1 + which % 60).hours_of()).expect("an instant");
        self.say("time goes by");
    }

    pub(super) fn edit_keys(&mut self, _: usize) {
        const KEY: &str = "RWRVgpGORJGTKcDZljji+G2GgYKlIx7X1nlqwt1K0+6XoXMD+osi3IUk";
        self.toggle(
            "content/keys.yaml",
            &format!("keys:\n  - {{id: first, key: {KEY}, from: 2026-11-01}}\n"),
        );
    }

    /// A draft more or less.
    pub(super) fn edit_ihos(&mut self, which: usize) {
        let east = "content/ihos/east/draft";
        if self.place.path(east).exists() && self.releases().iter().all(|(iho, _)| iho != "east") {
            self.say("east is given up");
            return fs::remove_dir_all(self.place.path("content/ihos/east")).expect("a folder");
        }
        let Some(from) = pick(&self.drafts(), which).filter(|_| !self.place.path(east).exists())
        else {
            return;
        };
        self.say(format!("east is begun like {from}"));
        for (path, bytes) in self.place.tree(&format!("content/ihos/{from}/draft")) {
            let text =
                String::from_utf8_lossy(&bytes).replace(&format!("id: {from}\n"), "id: east\n");
            let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("was: ")).collect();
            match path.as_str() {
                "release.yaml" => {}
                "iho.yaml" => self.place.write(&format!("{east}/{path}"), kept.join("\n") + "\n"),
                _ => self.place.write(&format!("{east}/{path}"), bytes),
            }
        }
    }
}

/// Hours, of a number that was drawn.
trait Hours {
    fn hours_of(self) -> jiff::Span;
}

impl Hours for usize {
    fn hours_of(self) -> jiff::Span {
        i64::try_from(self).unwrap_or(1).hours()
    }
}
