//! The page that says how anybody can prove that what was published is unchanged, with and without this program.

mod signed;

use super::context::{PageContext, day, row};
use super::kinds::PageKind;
use super::url::Url;
use super::view::{Part, Value, View};
use super::wording::{self, n_of};
use crate::data;
use crate::graph::history;

/// How to prove that what was published is unchanged, with and without this program.
pub(super) static PAGE: PageKind = PageKind {
    pages: |kind, graph| kind.once(!graph.archive.ihos.is_empty()),
    ..PageKind::new("verify", |_| Url::page(&["verify"]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("verify", "How to check what we published");
    head.description =
        "How anybody can prove that a release is what was published, with ordinary tools."
            .to_owned();
    head.has_code = true;
    let archive = &cx.graph.archive;
    let n_releases: usize = archive.ihos.values().map(Vec::len).sum();
    let ledger = cx.link("ledger.jsonl", &Url::file(&data::LEDGER.path(&[])));
    let lead = format!(
        "You need not trust us that a release never changes: you can check it. {} been published.",
        n_of(n_releases, "release has", "releases have")
    );
    let head_of_ledger = archive.ledger.sound().next_back();
    let newest = head_of_ledger
        .map(|line| crate::archive::hex(&crate::archive::sha256(line.text().as_bytes())));
    // Without colours: to parse so long a script takes as long as all other samples of a site.
    let by_hand = format!("{BY_HAND}\n\n```\n{CHECK}```\n\n{RUN_IT}");
    let notices = match cx.graph.model.notices.is_empty() {
        true => "Notices will be listed on a page of their own".to_owned(),
        false => {
            let link = cx.link("All notices", &Url::page(&["notices"]));
            format!("[{}]({}) are published", link.text, link.href)
        }
    };
    let withheld = WITHHELD.replace("NOTICES", &notices);
    let mut body = vec![
        Part::Lead { body: cx.sentence(lead) },
        cx.prose("what_is_sealed", "What is sealed", SEALED),
        cx.prose("one_release", "Check one release", ONE_RELEASE),
        cx.prose("by_hand", "Check one release to the end", &by_hand),
        cx.prose("withheld", "Check what was withheld", &withheld),
        cx.prose("by_python", "Check it with a short program", BY_PYTHON),
    ];
    let mut rows = vec![row("ledger", "The ledger", Value::Link { link: ledger })];
    if let (Some(line), Some(newest)) = (head_of_ledger, newest) {
        let mut add = |label: &str, value| {
            rows.push(row(&label.to_lowercase().replace(' ', "_"), label, value));
        };
        add("Lines", Value::Number { text: wording::count(line.n) });
        add("Last line", day(history::day(cx.graph, line.at)));
        add("SHA-256 of the last line", Value::Code { text: newest });
    }
    body.push(Part::facts("ledger_facts", "The ledger now", rows));
    body.push(cx.prose("over_time", "Check that history was not rewritten", OVER_TIME));
    body.extend(signed::parts(cx));
    body.push(cx.prose("limits", "What this does not prove", LIMITS));
    cx.finish(head, body)
}

/// The commands that follow a file from the folder of a release to the ledger. Tests take them from the page and run them.
const CHECK: &str = include_str!("verify/check.sh");

const SEALED: &str = "Each release is a folder of files: the blueprint as it was written, what it cites, and what was worked out. \
    A list of checksums, `files.sha256`, names every file. `manifest.json` holds a commitment for each file, and names the \
    release before it by the checksum of its manifest. The ledger has a line for each release, in the order of publication. Each line holds the checksum of the \
    line before it. So whoever changes one byte of one old file has to change everything that came after it, and every copy of the \
    ledger that anybody kept.";

const ONE_RELEASE: &str = "Download `release.zip` from the page of the releases, and the ledger from below. Then type:\n\n```sh\n\
    unzip release.zip -d release\ncd release\nsha256sum --check files.sha256\nsha256sum manifest.json\n```\n\nThe third line says whether \
    each file has the checksum in the list. The last one prints the checksum of the manifest. Look for it in the ledger:\n\n```sh\n\
    grep THAT-CHECKSUM ../ledger.jsonl\n```\n\nIf no line comes back, this is not a release that we published. If one comes back, the manifest \
    is genuine. That does not yet prove anything about the files: whoever changes a file can change its line in `files.sha256` as well.";

const BY_HAND: &str = "The manifest holds a commitment for each file. It is the checksum of four lines: the words `iho-commit-v1`, the salt of the \
    file from `salts.txt`, the checksum of the file, and its path. For one file, you can work it out like this, and compare it with `commit` in \
    `manifest.json`:\n\n```sh\nprintf 'iho-commit-v1\\n%s\\n%s\\n%s\\n' SALT CHECKSUM PATH | sha256sum\n```\n\nThese commands do that for \
    all files. They follow the release in five steps:\n\n\
    1. Each line of the ledger holds the checksum of the line before it.\n\
    2. The ledger names the checksum of `manifest.json`.\n\
    3. Notices that the ledger names say which files were removed by law.\n\
    4. Each file gives the commitment that the manifest holds.\n\
    5. `files.sha256`, `salts.txt` and the folder have one entry for each file, and nothing else.\n\n\
    They need `sh`, `sha256sum` and the usual tools of Linux, macOS or the Windows Subsystem for Linux. Read them, and save them as `check.sh`:";

const RUN_IT: &str = "Then type, beside the folder `release`:\n\n```sh\nsh check.sh release ledger.jsonl\n```\n\nThe last line says that this \
    release is what was published. Any line that starts with `WRONG` says what is not. If the release was corrected or withdrawn later, the \
    commands print the line of the ledger that says so.";

const WITHHELD: &str = "Sometimes the law makes us remove a file from a release, for example because it named a patient. The file is gone, and so \
    are its lines in `files.sha256` and `salts.txt`. Its commitment stays in the manifest, and nobody can guess the text from it. A notice says which \
    files were removed and why. It is in the folder `notices` of `release.zip`, and the ledger has a line for it, which you can look up:\n\n```sh\n\
    sha256sum release/notices/0001-2027-01-02-redaction.yaml\ngrep THAT-CHECKSUM ledger.jsonl\n```\n\nThe notice lists \
    the files under `removed`. The commands above accept no other file as withheld. A file that is missing without such a notice was not \
    withheld: the copy is damaged, or somebody changed it. NOTICES. If you downloaded the release before the notice, download the notice too, and \
    name it at the end:\n\n```sh\nsh check.sh release ledger.jsonl 0001-2027-01-02-redaction.yaml\n```";

const BY_PYTHON: &str = "The program [verify.py](verify.py) does all of this as well. You can read it in a few minutes, and it needs nothing but \
    Python 3:\n\n```sh\npython3 verify.py ledger.jsonl release\n```\n\nAdd the files of notices at the end, if there are any.";

const OVER_TIME: &str = "Keep a copy of the ledger today. Later, the ledger must begin with every line of your copy. With the program `iho` and \
    the folder of the site, one command checks all seals, the whole chain, and your copy:\n\n```sh\niho verify --since my-old-ledger.jsonl\n```";

const LIMITS: &str = "A seal proves that words and figures are those that were published. It does not prove that they were right. Anything \
    wrong is corrected in a later release, which says what changed.";
