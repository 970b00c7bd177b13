//! `site.yaml`: the site itself, and its accessibility statement.

use super::address::{BaseUrl, SiteAddress};
use super::code::OcidPrefix;
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::OrgRef;
use super::scalar::{Colour, Date, FileName, WebUrl};

choice! {
    /// Languages that the words of the theme exist in.
    pub enum Language {
        EnGb "en-GB" "English" or "en", "en-gb";
    }
}

choice! {
    /// How far the site meets WCAG 2.2 AA.
    pub enum ComplianceStatus {
        Fully "fully" "fully compliant";
        Partially "partially" "partially compliant";
        Not "not" "not compliant";
    }
}

choice! {
    /// The rules of plain English, by the codes of their warnings.
    pub enum PlainEnglishRule {
        WrongExpansion "wrong-expansion" "Wrong words for IHO";
        MisleadingWord "misleading-word" "Words that give a wrong idea";
        UndefinedAcronym "undefined-acronym" "Acronyms without an explanation";
        LongSentence "long-sentence" "Long sentences";
        ReadingAge "reading-age" "Reading age";
        NamedPerson "named-person" "Names of people";
    }
}

choice! {
    /// How old releases are kept.
    pub enum Archive {
        Full "full" "Every page";
        Compact "compact" "One page a release";
    }
}

record! {
    /// The site.
    pub struct Site called "the site" {
        /// Its title.
        title: String = Identity "Title";
        /// The address it is published at, with a path if it has one.
        base_url: BaseUrl = Identity "Address";
        /// Its language.
        language: Language = Optional "Language";
        /// The time zone of its dates.
        time_zone: String = Optional "Time zone";
        /// The body that publishes it.
        publisher: OrgRef = Identity "Publisher";
        /// The licence of its content.
        licence: Licence = Required "Licence";
        /// Who to contact.
        contact: SiteContact = Required "Contact";
        /// The theme, a folder of `themes`.
        theme: String = Optional "Theme";
        /// The logo and the colours of the site.
        identity: SiteIdentity = Optional "Logo and colours";
        /// The main navigation, at most six links.
        navigation: List<NavigationItem> = Optional "Navigation";
        /// Whether everything on it is invented for demonstration.
        illustrative: bool = Optional "Invented for demonstration";
        /// Options of the check of plain English.
        plain_english: PlainEnglish = Optional "Plain English";
        /// How old releases are kept.
        archive: Archive = Optional "Archive";
        /// The prefix that the Open Contracting Partnership has registered for the ids of the publisher's contracts;
        /// with it, contracts are published in the Open Contracting Data Standard as well.
        ocid_prefix: OcidPrefix = Optional "Prefix of contract ids";
        /// The roles in which a draft has to be approved before it is sealed, such as `second eyes` and `fact check`. Where none is
        /// listed, one approval by somebody who is not the author is enough.
        approvals: OneOrMany<String> = Optional "Approvals that a release needs";
        /// Addresses that were published and are given up, with where to go instead, or why.
        moved: List<MovedAddress> = Optional "Addresses given up";
        /// The accessibility statement.
        accessibility: Accessibility = Optional "Accessibility statement";
    }
}

record! {
    /// What a site is recognised by. A page of the demonstration has none of it.
    pub struct SiteIdentity called "`identity`" {
        /// The logo, at the top of each page: a picture beside `site.yaml`, such as logo.svg.
        logo: FileName = Optional "Logo";
        /// What the logo shows, for people who cannot see it: most often the name of the body.
        logo_alt: String = Optional "Logo in words";
        /// The main colour: the title of the home page, with white text on it, and the line above every page.
        colour: Colour = Optional "Colour" or "color";
        /// The second colour: the bars above headings, and the line below where a reader is. The main colour where it is absent.
        accent: Colour = Optional "Second colour";
        /// The main colour for readers with a dark screen; a lighter shade of it where it is absent.
        colour_dark: Colour = Optional "Colour on dark screens" or "color_dark";
        /// The second colour for readers with a dark screen; a lighter shade of it where it is absent.
        accent_dark: Colour = Optional "Second colour on dark screens";
        /// The picture that other sites show beside a link to this one: a PNG or JPEG beside `site.yaml`, best 1200 by 630 pixels.
        social_image: FileName = Optional "Picture for links";
    }
}

record! {
    /// A licence.
    pub struct Licence called "the licence" short name {
        /// Its name.
        name: String = Identity "Licence";
        /// Its address.
        url: WebUrl = Optional "Address";
    }
}

record! {
    /// Who to contact about the site.
    pub struct SiteContact called "the contact" short email {
        /// The role.
        role: String = Optional "Role";
        /// A shared mailbox.
        email: String = Optional "E-mail";
        /// A shared number.
        phone: String = Optional "Telephone";
        /// The postal address.
        postal: String = Optional "Post";
        /// A form on the web.
        form: WebUrl = Optional "Web form" or "web_form";
    }
}

record! {
    /// A link of the navigation.
    pub struct NavigationItem called "a link of the navigation" {
        /// Its words.
        title: String = Identity "Title";
        /// An address on this site, such as /ihos/.
        url: String = Optional "Address";
        /// A page of `pages/`, such as about/index.
        page: String = Optional "Page";
    }
}

record! {
    /// An address that was published and is given up.
    pub struct MovedAddress called "an address that is given up" {
        /// The address on this site, such as /organisations/old-trust/.
        from: SiteAddress = Identity "Address";
        /// The address on this site to which it leads now.
        to: SiteAddress = Optional "Leads to";
        /// Why there is nothing to lead to.
        why: String = Optional "Why";
    }
}

record! {
    /// Options of the check of plain English.
    pub struct PlainEnglish called "the options of plain English" {
        /// Words that may stand without an explanation: acronyms, names of people, shared mailboxes and numbers.
        known_words: List<String> = Optional "Known words" or "allow_words", "allow_acronyms";
        /// The longest sentence, in words; 30 where nothing is said.
        longest_sentence: u64 = Optional "Longest sentence" or "max_sentence_words";
        /// The highest reading age of a text of more than 100 words; 16 where nothing is said.
        highest_reading_age: u64 = Optional "Highest reading age" or "max_reading_age";
        /// The rules that are turned off.
        off: OneOrMany<PlainEnglishRule> = Optional "Rules turned off";
    }
}

record! {
    /// The accessibility statement, as SI 2018/952 asks for it.
    pub struct Accessibility called "the accessibility statement" {
        /// The body that runs the site.
        org: String = Optional "Run by";
        /// The name of the site.
        site_name: String = Optional "Site";
        /// Its address.
        url: WebUrl = Optional "Address";
        /// What the statement covers.
        scope: Prose = Optional "Scope";
        /// How far the site meets WCAG 2.2 AA.
        status: ComplianceStatus = Required "Compliance status";
        /// What does not comply.
        issues: List<AccessibilityIssue> = Optional "Non-compliance";
        /// What would be a disproportionate burden.
        burden: List<AccessibilityIssue> = Optional "Disproportionate burden";
        /// What the regulations do not cover.
        out_of_scope: List<AccessibilityIssue> = Optional "Not within the scope of the regulations";
        /// Where to report a problem.
        contact: AccessibilityContact = Required "Contact";
        /// When the statement was prepared.
        prepared: Date = Required "Prepared";
        /// When it was last reviewed.
        reviewed: Date = Required "Reviewed";
        /// How the site was last tested.
        tested: Tested = Optional "Tested";
    }
}

record! {
    /// Something that is not accessible.
    pub struct AccessibilityIssue called "an issue" short what {
        /// What.
        what: String = Required "What";
        /// The WCAG criterion that it fails.
        criterion: String = Optional "Criterion";
        /// Why.
        why: String = Optional "Why";
        /// What to use instead.
        alternative: String = Optional "Alternative";
        /// By when it is mended.
        fix_by: Date = Optional "Fixed by";
    }
}

record! {
    /// Where to report a problem of accessibility.
    pub struct AccessibilityContact called "the contact" {
        /// A shared mailbox.
        email: String = Optional "E-mail";
        /// A shared number.
        phone: String = Optional "Telephone";
        /// A form on the web.
        form: WebUrl = Optional "Web form";
        /// The days in which an answer comes.
        days: u64 = Optional "Answer within (working days)";
    }
}

record! {
    /// How the site was last tested.
    pub struct Tested called "the test" {
        /// When.
        date: Date = Required "Date";
        /// By whom.
        by: String = Required "By";
        /// How.
        method: String = Optional "Method";
        /// On which pages.
        sample: String = Optional "Sample";
    }
}

/// The front matter of a markdown file.
pub mod front {
    use super::super::language::{Direction, PageLanguage};
    use super::super::publication::PublicationTime;
    use super::super::reference::PageName;
    use super::super::renames::FormerPage;
    use super::super::scalar::Slug;
    use super::{Date, OneOrMany};

    record! {
        /// What is between the two lines of `---` at the top of a page.
        pub struct FrontMatter called "the top of the page" {
            /// The title.
            title: String = Required "Title";
            /// One sentence for search engines and previews.
            description: String = Optional "Description";
            /// The language of the page, where it is not that of the site.
            lang: PageLanguage = Optional "Language" or "language";
            /// The direction in which it is written, where it is not that of the language.
            dir: Direction = Optional "Direction";
            /// The same page in other languages, as paths under `pages` without `.md`; each of them states its `lang`.
            translations: OneOrMany<PageName> = Optional "Translations";
            /// The same page in Easy Read, as a path under `pages` without `.md`; it states its `lang`, too.
            easy_read: PageName = Optional "Easy Read";
            /// When the page was last changed.
            updated: Date = Optional "Last changed";
            /// When it is to be looked at again.
            review: Date = Optional "Next review";
            /// Whether it is a draft, which is not published.
            draft: bool = Optional "Draft";
            /// From when on it is public: a day means 09:30.
            publish_at: PublicationTime = Optional "Public from";
            /// The last day on which it is public, or the time at which it goes.
            expires: PublicationTime = Optional "Public until";
            /// Where the page lay before, as a path under `pages` without `.md`; what links there is led here.
            was: OneOrMany<FormerPage> = Optional "Earlier addresses";
        }
    }

    record! {
        /// The same for a narrative, whose page has a title already.
        pub struct NarrativeFront called "the top of the narrative" {
            /// The title, for a page of its own.
            title: String = Optional "Title";
            /// One sentence for search engines and previews.
            description: String = Optional "Description";
            /// The language of the text, where it is not that of the site.
            lang: PageLanguage = Optional "Language" or "language";
            /// The direction in which it is written, where it is not that of the language.
            dir: Direction = Optional "Direction";
            /// The same text in other languages, by the names of their files in this folder; each of them states its `lang`.
            translations: OneOrMany<Slug> = Optional "Translations";
            /// The same text in Easy Read, by the name of its file in this folder; it states its `lang`, too.
            easy_read: Slug = Optional "Easy Read";
            /// When the text was last changed.
            updated: Date = Optional "Last changed";
            /// When it is to be looked at again.
            review: Date = Optional "Next review";
            /// Names of the file that it had before; what links to their pages is led here.
            was: OneOrMany<Slug> = Optional "Earlier names";
        }
    }
}
