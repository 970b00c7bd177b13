//! What is written when something is begun: which questions have to be answered, and the files that follow.

use super::draft::{Draft, quoted};
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
                    .unwrap_or_else(|| format!("the words are {}", all.join(", ")));
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
    Err((format!("`{typed}` can't be an id"), hint))
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
                "---\n{}---\nWrite here. `[[org:…]]` links to an organisation, `[[term:…]]` to the glossary.\n",
                draft.yaml(kind.record)
            );
            vec![(kind.path(id), text)]
        }
        _ => vec![(kind.path(id), entity(kind, id, answers, today).yaml(kind.record))],
    }
}

const REASON: &str = "This entry has just been begun.";
const REASON_IHO: &str = "This blueprint has just been begun.";

fn entity(kind: &FileKind, id: &str, answers: &[(&'static str, String)], today: Date) -> Draft {
    let mut draft = with_all(Draft::new(today, REASON), answers).with("id", id);
    let name = draft.answers.get("name").cloned();
    if let (Some(_), Some(name)) = (kind.record.key("short_name"), name)
        && kind.name == "metric"
    {
        draft = draft.with("short_name", name);
    }
    draft.opening.push(format!("{}. Such files lie at {}.", kind.title, kind.files));
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
            draft = with_all(with_all(draft, answers), more)
                .with("schema", "iho-blueprint/1")
                .with("id", id)
                .with("blueprint_version", version);
        }
        (kind.path(id), draft.yaml(kind.record))
    };
    SECTION_FILES.iter().map(section).collect()
}

/// What a new site is called, and where it will be published.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// Its title.
    pub title: String,
    /// Its address.
    pub base_url: String,
}

/// The files of a small site that builds without a mistake: one invented contract, all of it silent.
pub fn site(new: &NewSite, today: Date) -> Vec<(String, String)> {
    let publisher = "example-publisher";
    let iho = "example-iho";
    let kind = |name: &str| file_kind(name).unwrap_or(&FILE_KINDS[0]);
    let fill = |text: &str| {
        text.replace("{title}", &quoted(&new.title))
            .replace("{iho}", iho)
            .replace("{publisher}", publisher)
    };
    let mut of_site = Draft::new(today, REASON)
        .with("title", quoted(&new.title))
        .with("base_url", quoted(&new.base_url))
        .with("publisher", publisher)
        .with("licence", "Open Government Licence v3.0")
        .with("contact", "transparency@example.org")
        .with(
            "navigation",
            "\n  - {title: The contracts, url: /ihos/}\n  - {title: About, page: about}",
        )
        .with("illustrative", "true");
    of_site.opening.push("The site itself: its name, its address, who publishes it.".to_owned());
    let answers = [("name", "Example publisher".to_owned()), ("kind", "other".to_owned())];
    let body = entity(kind("organisation"), publisher, &answers, today)
        .with("codes", "{ods: ZZ1}")
        .with("illustrative", "true");
    let mut files = vec![
        (kind("site").path(""), of_site.yaml(kind("site").record)),
        (kind("page").path("index"), fill(include_str!("starter/index.md"))),
        (kind("page").path("about"), fill(include_str!("starter/about.md"))),
        (kind("glossary").path(""), include_str!("starter/glossary.yaml").to_owned()),
        (kind("organisation").path(publisher), body.yaml(kind("organisation").record)),
        (".gitignore".to_owned(), "/output/\n/output-drafts/\n/.iho/\n".to_owned()),
    ];
    let answers = [
        ("name", "Example integrated health organisation contract".to_owned()),
        ("status", Status::Exploring.id().to_owned()),
    ];
    let more = [("contact", "{role: Project lead}".to_owned())];
    files.extend(blueprint(iho, &answers, today, &more));
    files
}
