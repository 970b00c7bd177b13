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
    UnreadableFile "unreadable-file" Error "The system did not allow the file to be read.";
    NotUtf8 "not-utf8" Error "Text files must be saved as UTF-8, so that every reader sees the same letters.";
    ControlCharacter "control-character" Error "Invisible characters break pages and the programs that read them.";
    EmptyFile "empty-file" Error "An empty file says nothing: add content or delete the file.";
    FileTooLarge "file-too-large" Error "A text file can have at most 8 MiB: a larger one is usually in the wrong folder.";
    SymbolicLink "symbolic-link" Error "A link to a place outside the site would publish something that nobody reviewed.";
    BadFileName "bad-file-name" Error "File names become web addresses: use only lower-case letters, digits, `-`, `_` and `.`.";
    CaseClash "case-clash" Error "Windows and macOS treat names that differ only in capital letters as the same file.";
    UncitedFile "uncited-file" Warning "Only files that something links to are published, so that nothing is published by accident.";
    Placeholder "placeholder" Error "A new site comes with placeholders, such as `example.org`: a real site needs its own names and addresses.";
    UnknownPlace "unknown-place" Error "A file in a folder that is not used would be left unpublished without notice.";
    MissingFile "missing-file" Error "A file that the blueprint needs is missing.";
    NoLookUp "no-look-up" Warning "Residents ask first whether they are covered. A blueprint must list its GP practices or its postcodes before a release, or give the reason why not.";
    MissingSection "missing-section" Warning "A part of the blueprint is not written yet. Write it before a release, or give the reason why it is not published.";
    // YAML.
    YamlSyntax "yaml-syntax" Error "The file is not valid YAML, so nothing in it can be read.";
    YamlTooComplex "yaml-too-complex" Error "The file has too many levels or repetitions to be a blueprint.";
    CommaInText "comma-in-text" Warning "Between braces a comma ends a value, so a text with commas must be in quotation marks.";
    HashInText "hash-in-text" Warning "In YAML, ` #` starts a comment that nobody reads, so a text with `#` must be in quotation marks.";
    YamlTag "yaml-tag" Warning "In YAML, a word that starts with `!` or `&` is not part of the text after it, so it would be lost.";
    DuplicateKey "duplicate-key" Error "A key is written twice in the same block, so nobody can know which one counts.";
    FrontMatter "front-matter" Error "A page must start with its title between two lines of `---`.";
    UnknownKey "unknown-key" Error "An unknown key would be left unpublished without notice.";
    GeneratedKey "generated-key" Error "This is calculated from the other fields, so that it cannot disagree with them.";
    MissingKey "missing-key" Error "A required field is missing. If it cannot be published yet, give the reason and a date.";
    WrongType "wrong-type" Error "The value is not of the kind that the field needs.";
    UnknownValue "unknown-value" Error "The field takes one of a fixed list of values, so that blueprints can be compared.";
    BadDate "bad-date" Error "Dates must be written as year-month-day, such as 2027-04-01.";
    BadColour "bad-colour" Error "Colours must be written as `#` and 6 digits or letters from a to f, in quotation marks.";
    LowContrast "low-contrast" Error "Text, lines and bars must stand out from what is behind them. WCAG 2.2 asks for contrasts of 4.5 to 1 and 3 to 1.";
    BadPicture "bad-picture" Error "A logo, or a picture for links, must be a file that browsers can show and that says how large it is.";
    BadContact "bad-contact" Error "A contact must be an email address or a telephone number that readers can use as it is.";
    LargePicture "large-picture" Warning "A logo that is too heavy slows down every page, and a picture for links must be large enough to be shown.";
    BadNumber "bad-number" Error "Numbers must be plain digits with at most one decimal point, no unit, and in the allowed range.";
    BadCode "bad-code" Error "The code does not have the form that its register uses.";
    BadId "bad-id" Error "Ids become web addresses: use lower-case letters and digits, in groups joined by `-`.";
    BadUrl "bad-url" Error "A web address starts with https:// or http://, and an address on this site with `/`. Other characters must be encoded.";
    IdMismatch "id-mismatch" Error "The id must be the same as the name of the file or folder, so that it can be found.";
    DuplicateId "duplicate-id" Error "Two things with the same id cannot be distinguished.";
    // Silence.
    SilenceReason "silence-reason" Error "An unpublished field must give the reason, in plain English.";
    SilenceExpected "silence-expected" Error "A field that is still to come must say when it is expected.";
    SilenceExemption "silence-exemption" Error "A withheld field must name the exemption and the date of the next review.";
    SilenceAndValue "silence-and-value" Error "A field is either published or not: it cannot be unpublished and have a value.";
    UntypedSilence "untyped-silence" Error "Words such as TBC hide a gap. A disclosure gives the reason and a date, and is counted.";
    SilenceOverdue "silence-overdue" Warning "The date on which this was promised or due for review has passed.";
    UnsignedStatement "unsigned-statement" Warning "A partner's own words can be published only once the partner has approved them.";
    OldStatement "old-statement" Warning "An accessibility statement must be reviewed once a year.";
    // Links.
    UnknownReference "unknown-reference" Error "The reference names something that this site does not have.";
    UnknownKind "unknown-kind" Error "A reference must start with the kind of thing that it names.";
    WrongRole "wrong-role" Error "This kind of body or area cannot have this role.";
    PageExpires "page-expires" Warning "Once a page has gone, links to it are broken, and the site cannot be built until they are removed.";
    DuplicateUrl "duplicate-url" Error "Two files would make a page at the same address.";
    BrokenLink "broken-link" Error "The link leads to a page or file that this site does not have.";
    BrokenAnchor "broken-anchor" Error "The page exists, but has no heading or item of that name.";
    // Markdown.
    RawHtml "raw-html" Error "HTML is not allowed in markdown: it can break the page, its security and its accessibility.";
    DangerousLink "dangerous-link" Error "Only links to web pages, email addresses and telephone numbers are allowed.";
    HeadingSkip "heading-skip" Error "Headings must go down one level at a time: people who listen to a page use them to find their way.";
    HeadingLevel "heading-level" Error "The title of the page is its only first-level heading.";
    MissingAlt "missing-alt" Error "An image needs a description for people who cannot see it.";
    EmptyLink "empty-link" Error "A link needs text and an address: the text is all that people who listen to a page hear.";
    VagueLink "vague-link" Warning "People who listen to a page often hear its links without the sentences around them.";
    LinkTitle "link-title" Warning "Text in quotation marks after an address is not shown, because most readers would never see it.";
    LinkDefinition "link-definition" Error "A line such as `[label]: address` is not shown. It must be used once or more, and written once.";
    BareAddress "bare-address" Warning "An address in a text is not a link until it is written as one.";
    LiteralMark "literal-mark" Warning "Marks that are not quite those of markdown are shown to readers as they were typed.";
    UnintendedBlock "unintended-block" Warning "Some marks at the start of a line change what follows into a heading, a quotation, code or a row of a table.";
    EmptyHeading "empty-heading" Error "A heading without words is announced to people who listen to a page, and leads nowhere.";
    HeadingBraces "heading-braces" Error "After a heading, only its id can be in braces, such as `{#costs}`: anything else would be lost.";
    TableCells "table-cells" Error "A row with more cells than the first row of its table loses the last of them.";
    TableHead "table-head" Error "People who listen to a table hear the head of its column with each cell.";
    OpenReference "open-reference" Error "A reference must end with two brackets, or readers see the brackets.";
    DuplicateFootnote "duplicate-footnote" Error "Of two footnotes with the same name, only one would be shown.";
    UnknownFootnote "unknown-footnote" Error "The footnote has a mark but no text, or text but no mark.";
    UnknownCallout "unknown-callout" Error "A callout must be a NOTE, TIP, IMPORTANT, WARNING or CAUTION.";
    UnknownLanguage "unknown-language" Warning "The language of the code sample is not known, so the sample has no colours.";
    // Rules across fields.
    Contradiction "contradiction" Error "Two fields contradict each other, so at least one of them is wrong.";
    SumDisagrees "sum-disagrees" Error "A figure that can be calculated from others must agree with our calculation.";
    WrongOrder "wrong-order" Error "Steps, dates and bands must be in order, without gaps or overlaps.";
    NotCovered "not-covered" Error "A list that has to cover certain things leaves one out.";
    WrongTarget "wrong-target" Error "A target must differ from the baseline, and be better than it.";
    PrincipalPurpose "principal-purpose" Error "A foundation trust has to earn more for NHS purposes than for all others: NHS Act 2006, section 43(2A).";
    NearPrincipalPurpose "near-principal-purpose" Warning "Less than 60 in 100 pounds for NHS purposes is near the legal limit of 50.";
    Undated "undated" Warning "A count, a rating or a share means little without its day or year.";
    WhatItIsNot "what-it-is-not" Warning "Readers look first for three things: that no new body is made, that care stays free, that their GP stays.";
    LegalBasis "legal-basis" Warning "A council service in the contract needs a legal basis, such as section 75. Readers ask for it.";
    BadTable "bad-table" Error "A table is a CSV file: a header row, then rows with the same number of cells.";
    PeriodGap "period-gap" Warning "A missing period looks as if nothing had happened. Add its row to the table, and say why it is empty.";
    RebaseDay "rebase-day" Error "A series must start again at a period that has a figure, so that readers can see where.";
    SuppressedValue "suppressed-value" Error "A figure that is suppressed or not collected must not have a value: every value in the file is published.";
    SmallNumber "small-number" Error "A small count can show who people are, so it must be suppressed before publication.";
    LoneSuppression "lone-suppression" Error "If only one figure is suppressed, readers can calculate it from the total and the others.";
    LeakedFigure "leaked-figure" Error "A figure that is suppressed in one place must be suppressed everywhere.";
    BadGeometry "bad-geometry" Error "A boundary must be GeoJSON with closed rings in longitude and latitude, inside England.";
    // Bodies and areas in time.
    EndedBody "ended-body" Error "A body, an area or a code cannot be used for a day after its end. Use its successor.";
    BodyNotBegun "body-not-begun" Error "A body or an area cannot be used for a day before its start.";
    IdentityDates "identity-dates" Error "The dates of a body or an area, its codes, its names, its predecessors and its successors must fit together.";
    DuplicateCode "duplicate-code" Error "A register gives each code to only one body or area at a time.";
    CodeKind "code-kind" Error "The code has the form used for another kind of body or area.";
    // Addresses.
    IdReused "id-reused" Error "An id always belongs to the same thing, so that old links never lead to another.";
    WasCircle "was-circle" Error "Something cannot have its current name as a former name, and two things cannot have each other's name.";
    AddressGone "address-gone" Error "A published address must keep working: with its page, or a page that says where it has moved or why it has gone.";
    // What must not be published by mistake.
    NhsNumber "nhs-number" Error "An NHS number identifies a patient: it must never be published.";
    PersonalEmail "personal-email" Error "The email address of one person is personal data, and out of date when they leave. Use a shared mailbox.";
    StrayTelephone "stray-telephone" Warning "A telephone number in a text may belong to one person. Put shared numbers in the contact.";
    PictureMetadata "picture-metadata" Warning "A picture can contain its location, its camera and its author. A draft with such a picture cannot be released.";
    DocumentMetadata "document-metadata" Warning "A file can contain the name of its author, which nobody sees. A draft with such a file cannot be released without a reason.";
    HiddenContent "hidden-content" Warning "Comments, tracked changes and hidden sheets are published with their file.";
    UnreadMetadata "unread-metadata" Warning "A file that cannot be read may contain names that nobody has seen.";
    SealedMetadata "sealed-metadata" Warning "A sealed release never changes: errors are corrected in another release, or removed for legal reasons.";
    UnsafeSvg "unsafe-svg" Error "An SVG file can run scripts and load other files when somebody opens it: these must be removed.";
    // Plain English.
    IhoName "iho-name" Error "IHO stands for integrated health organisation; the name of a blueprint is copied everywhere.";
    WrongExpansion "wrong-expansion" Warning "IHO stands for integrated health organisation: other words mislead readers.";
    MisleadingWord "misleading-word" Warning "The word makes people expect or fear something that the contract is not.";
    UndefinedAcronym "undefined-acronym" Warning "Most readers do not know the acronym: write it out once, or add it to the glossary.";
    LongTitle "long-title" Warning "Browsers and search engines show about 70 letters of a title, so longer ones are cut.";
    LongSentence "long-sentence" Warning "A long sentence has to be read twice.";
    ReadingAge "reading-age" Warning "A text that is hard to read excludes the people it is about.";
    NamedPerson "named-person" Warning "Blueprints name roles, not people: people change jobs, and have not agreed to be named.";
    // What was published.
    SealedChanged "sealed-changed" Error "What has been published is evidence: it must stay exactly as it was.";
    SealedMissing "sealed-missing" Error "What has been published must stay: a missing file or release cannot be shown or compared.";
    UnguardedRemoval "unguarded-removal" Warning "What was removed for legal reasons must not come back by mistake. `iho` can only notice this if it knows what was removed.";
    RemovedText "removed-text" Warning "What was removed from a release for legal reasons stays public if another file still contains it.";
    SealedDebris "sealed-debris" Warning "Computers leave such files in folders that somebody opens. `iho verify` treats them as stray files.";
    SealedStray "sealed-stray" Error "A release contains what was sealed and nothing else: anything added later was never reviewed.";
    SealBroken "seal-broken" Error "The seal of a release proves that no file in it has been changed. A broken seal proves nothing.";
    ReleaseOrder "release-order" Error "The releases of a blueprint form a chain: each names the one before it, in order of time, without gaps.";
    LedgerBroken "ledger-broken" Error "The ledger says what was published and when. New lines are added at its end, and no line ever changes.";
    OpenNote "open-note" Error "A note to colleagues helps while a text is written. Readers must not find it in what is published.";
    ReleaseNote "release-note" Error "A release must tell readers what has changed, and follow the last release.";
    Approval "approval" Error "An approval applies to the draft as it was. Any later edit needs a new approval, and the author alone cannot approve.";
    ChangedSilently "changed-silently" Error "What was promised may change, but only with a reason.";
    // Themes.
    ThemeFile "theme-file" Error "A file of the theme cannot be used, so the page that needs it cannot be made.";
    UnknownTheme "unknown-theme" Error "The theme that `site.yaml` names is not in the folder `themes`.";
    Template "template" Error "A template cannot be read or filled in.";
    // The finished pages.
    PageLink "page-link" Error "A finished page has a broken link. A changed template is the likely cause.";
    PageId "page-id" Error "A finished page uses the same id twice, so links to it would go to the wrong place.";
    PageRequest "page-request" Error "A finished page would load something from another site, which would tell that site about the reader.";
}
