//! What is written when something is begun: which questions have to be answered, and the files that follow.

use super::draft::{Draft, quoted};
use super::json_schema;
use crate::archive;
use crate::diag::did_you_mean;
use crate::model::decode::FieldSpec;
use crate::model::prose::slugify;
use crate::model::scalar::{Date, Slug};
use crate::model::schema::{Choice, FileKind, Schema};
use crate::model::status::Status;
use crate::model::{FILE_KINDS, SECTION_FILES, file_kind};

/// Something that has to be known before a file can be begun.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The field that the answer is for.
    pub key: &'static FieldSpec,
    /// The flag that answers it: `name`, `kind` or `status`.
    pub flag: &'static str,
}

/// The questions of a kind, in order.
///
/// Fields on which everything hangs are asked for, but for those that follow from others.
pub fn questions(kind: &FileKind) -> Vec<Question> {
    let question = |key: &'static FieldSpec| {
        let flag = match key.name {
            "name" | "title" => "name",
            "kind" | "category" => "kind",
            "status" => "status",
            _ => return None,
        };
        Some(Question { key, flag })
    };
    let is_needed = |key: &&'static FieldSpec| {
        use crate::model::decode::Presence;
        match key.presence {
            Presence::Identity => true,
            Presence::Required => key.name == "title",
            Presence::From(_) | Presence::Optional | Presence::Generated => false,
        }
    };
    kind.record.written().filter(is_needed).filter_map(question).collect()
}

impl Question {
    /// What can be answered, if it is a word of a list.
    pub fn choice(&self) -> Option<&'static Choice> {
        match (self.key.schema)() {
            Schema::Choice(choice) => Some(choice),
            _ => None,
        }
    }

    /// What holds where nobody answers.
    pub fn default(&self) -> Option<&'static str> {
        (self.flag == "status").then_some(Status::Exploring.id())
    }

    /// The answer as YAML, or what is wrong with it and what to type.
    ///
    /// # Errors
    /// Where the answer is empty, or not a word of the list.
    pub fn settle(&self, typed: &str) -> Result<String, (String, String)> {
        let typed = typed.trim();
        let label = self.key.label.to_lowercase();
        if typed.is_empty() {
            return Err((format!("the {label} is empty"), "type a few words".to_owned()));
        }
        let Some(choice) = self.choice() else { return Ok(quoted(typed)) };
        let lower = typed.to_lowercase();
        let is_meant = |word: &&crate::model::schema::Word| {
            word.id == typed || word.label.to_lowercase() == lower || word.others.contains(&typed)
        };
        match choice.words.iter().find(is_meant) {
            Some(word) => Ok(word.id.to_owned()),
            None => {
                let words = choice.words.iter().map(|word| word.id);
                let all = words.clone().map(|word| format!("`{word}`")).collect::<Vec<_>>();
                let hint = did_you_mean(typed, words)
                    .unwrap_or_else(|| format!("the values are {}", all.join(", ")));
                Err((format!("`{typed}` is not a {label}"), hint))
            }
        }
    }
}

/// Checks an id; a page may lie in folders.
///
/// # Errors
/// What is wrong with it, and what to type.
pub fn settle_id(kind: &FileKind, typed: &str) -> Result<String, (String, String)> {
    let is_page = kind.is_markdown();
    let is_sound = match is_page {
        true => typed.split('/').all(Slug::is_sound),
        false => Slug::is_sound(typed),
    };
    if is_sound {
        return Ok(typed.to_owned());
    }
    let fixed = match is_page {
        true => typed.split('/').map(slugify).collect::<Vec<_>>().join("/"),
        false => slugify(typed),
    };
    let what = "lower-case letters and digits in groups joined by `-`";
    let hint = if Slug::is_sound(&fixed.replace('/', "-")) {
        format!("write `{fixed}`: {what}")
    } else {
        format!("write {what}, such as `example-vale`")
    };
    Err((format!("`{typed}` cannot be an id"), hint))
}

/// The files of something new, with their paths below the site's folder.
///
/// `answers` are those of [`questions`], as YAML, by field.
pub fn files(
    kind: &FileKind,
    id: &str,
    answers: &[(&'static str, String)],
    today: Date,
) -> Vec<(String, String)> {
    match kind.name {
        "iho" => blueprint(id, answers, today, &[]),
        "page" => {
            let draft = with_all(Draft::new(today, REASON), answers);
            let text = format!(
                "---\n{}---\n{WRITE_HERE}, `[[term:…]]` to the glossary.\n",
                draft.yaml(kind.record)
            );
            vec![(kind.path(id), text)]
        }
        _ => vec![(kind.path(id), entity(kind, id, answers, today).yaml(kind.record))],
    }
}

const REASON: &str = "This entry is new.";
const REASON_IHO: &str = "This blueprint is new.";

fn entity(kind: &FileKind, id: &str, answers: &[(&'static str, String)], today: Date) -> Draft {
    let mut draft = with_all(Draft::new(today, REASON), answers).with("id", id);
    let name = draft.answers.get("name").cloned();
    if let (Some(_), Some(name)) = (kind.record.key("short_name"), name)
        && kind.name == "metric"
    {
        draft = draft.with("short_name", name);
    }
    draft.opening.push(format!("{}. These files are in {}.", kind.title, kind.files));
    draft
}

fn with_all(draft: Draft, answers: &[(&'static str, String)]) -> Draft {
    answers.iter().fold(draft, |draft, (name, yaml)| draft.with(name, yaml.clone()))
}

/// Every section of a new blueprint, each field silent that nobody can know yet.
fn blueprint(
    id: &str,
    answers: &[(&'static str, String)],
    today: Date,
    more: &[(&'static str, String)],
) -> Vec<(String, String)> {
    let status = answers.iter().find(|(name, _)| *name == "status");
    let status = status.and_then(|(_, id)| Status::ALL.iter().find(|it| it.id() == id)).copied();
    let section = |name: &&'static str| {
        let kind = file_kind(name).expect("every section is a kind of file");
        let mut draft = Draft { status, ..Draft::new(today, REASON_IHO) };
        draft.opening.push(format!("{}. {}", kind.title, kind.record.meaning.trim()));
        if *name == "iho" {
            let version = format!("{}.{}.1", today.year(), today.month());
            let name = answers.iter().find(|(name, _)| *name == "name");
            let short = name.and_then(|(_, name)| short_name(name));
            draft = short.into_iter().fold(draft, |draft, it| draft.with("short_name", it));
            draft = with_all(with_all(draft, answers), more)
                .with("schema", "iho-blueprint/1")
                .with("id", id)
                .with("blueprint_version", version);
        }
        (kind.path(id), draft.yaml(kind.record))
    };
    SECTION_FILES.iter().map(section).collect()
}

/// As many letters a contract may be called by so that the titles of all its pages can be shown whole.
pub const LONGEST_NAME: usize = 44;

/// A long name without the words that all contracts share.
fn short_name(name: &str) -> Option<&str> {
    let is_long = name.chars().count() > LONGEST_NAME;
    name.strip_suffix(" integrated health organisation contract").filter(|_| is_long)
}

/// What a new site is called, and where it will be published.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// Its title.
    pub title: String,
    /// Its address.
    pub base_url: String,
}

/// Words of a new site that a real site has to replace, each with what to do instead.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    (PUBLISHER_NAME, "write the name of the body that publishes this site"),
    (
        PUBLISHER,
        "create your own organisation with `iho new organisation`, write its id here and delete the placeholder's file",
    ),
    (IHO_NAME, "write the name of your contract, or delete the folder of this draft"),
    (WRITE_HERE, "write the text of the page, or delete its file"),
];
/// What the body is called that publishes a new site.
pub const PUBLISHER_NAME: &str = "Your organisation";
/// The reasons that new files give for every field without a value.
pub const NEW: [&str; 2] = [REASON, REASON_IHO];
const WRITE_HERE: &str = "Write here. `[[org:…]]` links to an organisation";
const PUBLISHER: &str = "your-organisation";
const IHO_NAME: &str = "Example integrated health organisation contract";
/// Line endings that are the same on every machine, so that approvals and checksums hold; sealed files keep theirs.
const ATTRIBUTES: &str =
    "*.csv text eol=lf\n*.geojson text eol=lf\n*.md text eol=lf\n*.yaml text eol=lf\n";

/// The files of a small site that builds at once: its public pages say that nothing has been published yet, and its one contract is a
/// draft in which every field is silent.
pub fn site(new: &NewSite, today: Date) -> Vec<(String, String)> {
    let iho = "example-iho";
    let kind = |name: &str| file_kind(name).unwrap_or(&FILE_KINDS[0]);
    let fill = |text: &str, title: &str| {
        text.replace("{title}", title).replace("{iho}", iho).replace("{publisher}", PUBLISHER)
    };
    let page = |text: &str| fill(text, &quoted(&new.title));
    let mut of_site = Draft::new(today, REASON)
        .with("title", quoted(&new.title))
        .with("base_url", quoted(&new.base_url))
        .with("publisher", PUBLISHER)
        .with("licence", "Open Government Licence v3.0")
        .with("contact", "enquiries@example.org")
        .with(
            "navigation",
            "\n  - {title: Contracts, url: /ihos/}\n  - {title: About, page: about}",
        )
        .with("illustrative", "true");
    of_site.opening.push("The site: its title, its address and who publishes it.".to_owned());
    let answers = [("name", PUBLISHER_NAME.to_owned()), ("kind", "other".to_owned())];
    let body = entity(kind("organisation"), PUBLISHER, &answers, today);
    let mut files = vec![
        (kind("site").path(""), of_site.yaml(kind("site").record)),
        (kind("page").path("index"), page(include_str!("starter/index.md"))),
        (kind("page").path("about"), page(include_str!("starter/about.md"))),
        (kind("glossary").path(""), include_str!("starter/glossary.yaml").to_owned()),
        (kind("organisation").path(PUBLISHER), body.yaml(kind("organisation").record)),
    ];
    let answers = [("name", IHO_NAME.to_owned()), ("status", Status::Exploring.id().to_owned())];
    let more = [("contact", "{role: Project lead}".to_owned())];
    files.extend(blueprint(iho, &answers, today, &more));
    let around = [
        ("README.md", fill(include_str!("starter/README.md"), &new.title)),
        (".gitignore", "/output/\n/output-drafts/\n/.iho/\n/.iho-private\n".to_owned()),
        (".gitattributes", format!("{ATTRIBUTES}{}", archive::UNCHANGED_BY_GIT)),
        ("ci/check.yml", include_str!("starter/check.yml").to_owned()),
    ];
    files.extend(around.map(|(path, text)| (path.to_owned(), text)));
    files.extend(json_schema::folder().into_iter().map(|(name, text)| match &*name {
        json_schema::EDITOR_SETTINGS => (".vscode/settings.json".to_owned(), text),
        _ => (format!("schema/{name}"), text),
    }));
    files
}

/// Whether a new site may share a folder with something of that name: what repositories have before they have content.
pub fn may_stay(name: &str) -> bool {
    const STEMS: [&str; 10] = [
        "readme",
        "licence",
        "license",
        "copying",
        "notice",
        "authors",
        "changelog",
        "contributing",
        "security",
        "code_of_conduct",
    ];
    // What computers, hosts of sites and other documentation leave there.
    const NAMES: [&str; 6] =
        ["codeowners", "thumbs.db", "desktop.ini", "cname", "netlify.toml", "docs"];
    let lower = name.to_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    name.starts_with('.')
        || NAMES.contains(&lower.as_str())
        || STEMS.iter().any(|it| stem.starts_with(it))
}
