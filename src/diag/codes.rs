//! Every kind of mistake: its permanent name, weight and explanation, said once.
//!
//! `tests/codes/<name>.txt` holds a bad and a good example of each; a test sees that none lacks one.

/// How much a mistake weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// The site is not written.
    Error,
    /// The site is written; somebody should look.
    Warning,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $explanation:literal;)*) => {
        /// The kind of a mistake. Names are permanent: they may be added, never changed or reused.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that people see and search for.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whether it stops publication.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Why it is a mistake, in plain English.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }
        }
    };
}

codes! {
    // The site and its files.
    NoContent "no-content" Error "A site needs a folder `content` with a file `site.yaml` in it.";
    UnreadableFile "unreadable-file" Error "The system did not let the file be read.";
    NotUtf8 "not-utf8" Error "Text files are saved as UTF-8, so that every reader sees the same letters.";
    ControlCharacter "control-character" Error "A character that nobody can see breaks pages and programs that read them.";
    EmptyFile "empty-file" Error "An empty file says nothing: it has content, or it goes.";
    FileTooLarge "file-too-large" Error "Text files over 8 MiB are refused: they are usually saved in the wrong place.";
    SymbolicLink "symbolic-link" Error "A link that leaves the site would publish what nobody reviewed.";
    BadFileName "bad-file-name" Error "File names become addresses: lower-case letters, digits, `-`, `_` and `.` only.";
    CaseClash "case-clash" Error "Names that differ by capitals only are one file on Windows and macOS.";
    UncitedFile "uncited-file" Warning "Only files that something names are published: a file that lies there by accident stays where it is.";
    Placeholder "placeholder" Error "A new site comes with placeholders, such as `example.org`: a real site needs its own names and addresses.";
    UnknownPlace "unknown-place" Error "A file that lies where nothing is read from would silently stay unpublished.";
    MissingFile "missing-file" Error "A file that the blueprint needs, or names, is not there.";
    MissingSection "missing-section" Warning "A part of the blueprint is not written yet. Its page says so; before a release it is written, or says why not.";
    // YAML.
    YamlSyntax "yaml-syntax" Error "The file is not well-formed YAML, so nothing in it can be read.";
    YamlTooComplex "yaml-too-complex" Error "The file nests too deeply, or repeats itself too often, to be a blueprint.";
    CommaInText "comma-in-text" Warning "Between braces a comma ends a value, so a text with commas stands in quotation marks.";
    DuplicateKey "duplicate-key" Error "The same key twice in one block: it can't be told which one counts.";
    FrontMatter "front-matter" Error "A page starts with its title between two lines of `---`.";
    UnknownKey "unknown-key" Error "A key that is not known would silently stay unpublished.";
    GeneratedKey "generated-key" Error "This is worked out from the other fields, so that it can't disagree with them.";
    MissingKey "missing-key" Error "A required field is missing. It may be unpublished, but it has to say why and until when.";
    WrongType "wrong-type" Error "The value is of another kind than the field needs.";
    UnknownValue "unknown-value" Error "The field takes one of a fixed list of words, so that blueprints can be compared.";
    BadDate "bad-date" Error "Dates are written year-month-day, such as 2027-04-01.";
    BadNumber "bad-number" Error "Numbers are written plainly: digits, at most one point, no unit, within the allowed range.";
    BadCode "bad-code" Error "The code does not have the form that its register issues.";
    BadId "bad-id" Error "Ids are lower-case letters and digits in groups joined by `-`; they become addresses.";
    BadUrl "bad-url" Error "A web address starts with https:// or http://, an address on this site with `/`; both have only the letters that addresses have.";
    IdMismatch "id-mismatch" Error "The id repeats the name of the file or folder, so that it can be found.";
    DuplicateId "duplicate-id" Error "Two things with one id can't be told apart.";
    // Silence.
    SilenceReason "silence-reason" Error "An unpublished field says why, in plain English.";
    SilenceExpected "silence-expected" Error "A field that is still to come says when it is expected.";
    SilenceExemption "silence-exemption" Error "A withheld field names the exemption and when it will be looked at again.";
    SilenceAndValue "silence-and-value" Error "A field is either published or not: it can't be unpublished and have a value.";
    UntypedSilence "untyped-silence" Error "Words such as TBC hide a gap: a typed silence says why there is no value, and until when, and is counted.";
    SilenceOverdue "silence-overdue" Warning "The date on which this was promised, or due for review, has passed.";
    UnsignedStatement "unsigned-statement" Warning "A partner's own words are published once the partner has signed them off.";
    OldStatement "old-statement" Warning "An accessibility statement is looked at once a year.";
    // Links.
    UnknownReference "unknown-reference" Error "The reference names something that this site does not have.";
    UnknownKind "unknown-kind" Error "A reference starts with the kind of thing it names.";
    WrongRole "wrong-role" Error "The body or area is not of a kind that can take this part.";
    DuplicateUrl "duplicate-url" Error "Two files make the page at one address.";
    BrokenLink "broken-link" Error "The link leads to a page or file that this site does not have.";
    BrokenAnchor "broken-anchor" Error "The page exists, but nothing on it has that name.";
    // Markdown.
    RawHtml "raw-html" Error "HTML in markdown is refused: it can break the page, its security and its accessibility.";
    DangerousLink "dangerous-link" Error "Only links to web pages, mail and telephone are allowed.";
    HeadingSkip "heading-skip" Error "Headings go down one level at a time: people who listen to a page find their way by them.";
    HeadingLevel "heading-level" Error "The page's title is its only heading of the first level.";
    MissingAlt "missing-alt" Error "An image needs a text that says the same to people who can't see it.";
    EmptyLink "empty-link" Error "A link needs words: people who listen to a page hear only them.";
    OpenReference "open-reference" Error "A reference ends with two brackets; without them readers see the marks.";
    UnknownFootnote "unknown-footnote" Error "The footnote is cited but nowhere written, or written but nowhere cited.";
    UnknownCallout "unknown-callout" Error "A callout is a NOTE, TIP, IMPORTANT, WARNING or CAUTION.";
    UnknownLanguage "unknown-language" Warning "The code sample names a language that can't be coloured, so it is shown plain.";
    // Rules across fields.
    Contradiction "contradiction" Error "Two fields say different things; at least one of them is wrong.";
    SumDisagrees "sum-disagrees" Error "A figure that follows from others is worked out again; what is stated has to agree.";
    WrongOrder "wrong-order" Error "Steps, dates and bands stand in their order, without gaps or overlaps.";
    NotCovered "not-covered" Error "A list that has to cover certain things leaves one of them out.";
    WrongTarget "wrong-target" Error "A target differs from where things start, and lies on the side that is better.";
    PrincipalPurpose "principal-purpose" Error "A foundation trust has to earn more for NHS purposes than for all others: NHS Act 2006, section 43(2A).";
    NearPrincipalPurpose "near-principal-purpose" Warning "Less than 60 in 100 pounds for NHS purposes is near the legal limit of 50.";
    Undated "undated" Warning "A count, a rating or a share is worth little without its day or year.";
    WhatItIsNot "what-it-is-not" Warning "Readers look first for three things: that no new body is made, that care stays free, that their GP stays.";
    LegalBasis "legal-basis" Warning "A council's service in the contract rests on section 75 or another power, which readers ask for.";
    BadTable "bad-table" Error "A table is a CSV file: a line of heads, then rows with as many cells.";
    PeriodGap "period-gap" Warning "A period that is left out looks as if nothing had happened: it stands in the table, and says why it is empty.";
    RebaseDay "rebase-day" Error "A series starts again at a period that has a figure, or nobody sees where.";
    SuppressedValue "suppressed-value" Error "A figure that is suppressed or not collected has no value; one in a file is one that is published.";
    SmallNumber "small-number" Error "A small count can tell who people are: it is suppressed before it is published.";
    LoneSuppression "lone-suppression" Error "One suppressed figure beside a total and all the others is no secret: it is the total less the others.";
    LeakedFigure "leaked-figure" Error "A figure that is suppressed in one place is suppressed in all of them.";
    BadGeometry "bad-geometry" Error "A boundary is GeoJSON with closed rings in longitude and latitude, inside England.";
    // Bodies and areas in time.
    EndedBody "ended-body" Error "A body, an area or a code can't be named for a day after its end: what followed it can.";
    BodyNotBegun "body-not-begun" Error "A body or an area can't be named for a day before it begins.";
    IdentityDates "identity-dates" Error "The days of a body or an area, of its codes and names, and of what came before and after, fit together.";
    DuplicateCode "duplicate-code" Error "A register gives a code to one body or area at a time.";
    CodeKind "code-kind" Error "The code has the form of another kind of body or area.";
    // Addresses.
    IdReused "id-reused" Error "An id belongs to one thing for good: whoever follows an old link must not arrive at another.";
    WasCircle "was-circle" Error "Something can't have been called what it is called now, nor two things each other's name.";
    AddressGone "address-gone" Error "An address that was published stays: it has its page, or one that says where that went, or why it is gone.";
    // What must not be published by mistake.
    NhsNumber "nhs-number" Error "An NHS number tells who a patient is: it must never be published.";
    PersonalEmail "personal-email" Error "The address of one person is personal data, and out of date when they leave: a shared mailbox is neither.";
    StrayTelephone "stray-telephone" Warning "A telephone number in a text may be that of one person; shared numbers stand in the contact.";
    PictureMetadata "picture-metadata" Warning "A picture can say where it was taken, with which camera, and by whom. A draft with such a picture can't be released.";
    DocumentMetadata "document-metadata" Warning "A file can name its author without anybody seeing it. A draft with such a file can't be released, unless a reason is given.";
    HiddenContent "hidden-content" Warning "Comments, tracked changes and hidden sheets are published with the file that holds them.";
    UnreadMetadata "unread-metadata" Warning "A file that can't be read may hold names that nobody has seen.";
    SealedMetadata "sealed-metadata" Warning "A sealed release never changes: what is wrong in it is corrected by another release, or removed from it by law.";
    UnsafeSvg "unsafe-svg" Error "An SVG that is opened by itself runs its scripts and fetches what it names: a drawing is only a drawing.";
    // Plain English.
    IhoName "iho-name" Error "IHO stands for integrated health organisation; the name of a blueprint is copied everywhere.";
    WrongExpansion "wrong-expansion" Warning "IHO stands for integrated health organisation: other words send readers after something else.";
    MisleadingWord "misleading-word" Warning "The word makes people expect, or fear, what the contract is not.";
    UndefinedAcronym "undefined-acronym" Warning "Most readers do not know the acronym: it is written out once, or it stands in the glossary.";
    LongSentence "long-sentence" Warning "A long sentence has to be read twice.";
    ReadingAge "reading-age" Warning "A text that is hard to read leaves out the people whom it is about.";
    NamedPerson "named-person" Warning "Blueprints name roles: people move on, and have not agreed to stand here.";
    // What was published.
    SealedChanged "sealed-changed" Error "What was published is evidence: it stays as it was, byte for byte.";
    SealedMissing "sealed-missing" Error "What was published stays: a file or a release that is gone can't be shown, nor compared with.";
    UnguardedRemoval "unguarded-removal" Warning "What was removed by law must not come back by mistake: iho can notice that only where it knows what was removed.";
    RemovedText "removed-text" Warning "What was removed by law from a release stays public where another file still holds it.";
    SealedDebris "sealed-debris" Warning "Computers leave such files in folders that somebody opens; `iho verify` treats them as stray files.";
    SealedStray "sealed-stray" Error "A release holds what was sealed and nothing else: whatever came later was never reviewed.";
    SealBroken "seal-broken" Error "The seal of a release tells that no file in it was changed; with a broken seal nobody can tell.";
    ReleaseOrder "release-order" Error "The releases of a blueprint form a chain: each names the one before it, none is left out, time never goes back.";
    LedgerBroken "ledger-broken" Error "The ledger says what was published, and when. Lines are added at its end; none ever changes.";
    ReleaseNote "release-note" Error "A release tells readers what changed, goes on from the last one, and waits for no other.";
    Approval "approval" Error "Whoever approves a draft approves what they saw: any later edit needs another look, and the author alone is not enough.";
    ChangedSilently "changed-silently" Error "A target, a baseline, a band of the risk share or a day that was published may change, but never without the reason.";
    // Themes.
    ThemeFile "theme-file" Error "A theme's file can't be used: the page that needs it can't be made.";
    UnknownTheme "unknown-theme" Error "The theme that `site.yaml` names is not in the folder `themes`.";
    Template "template" Error "A template can't be read or filled in.";
    // The finished pages.
    PageLink "page-link" Error "A finished page has a link to nowhere; a changed template is the likely cause.";
    PageId "page-id" Error "A finished page uses one id twice; links to it would go to the wrong place.";
    PageRequest "page-request" Error "A finished page would fetch something from another site: nothing may leave the reader's machine.";
}
