//! Plain English by the yard: own sentences, put together by chance that is the same on every machine.

use std::fmt::Write as _;

use super::random::Random;

/// Who does something.
const SUBJECTS: &[&str] = &[
    "The partnership board",
    "The host",
    "The commissioner",
    "Every GP practice",
    "The team of nurses",
    "A panel of residents",
    "The finance committee",
    "Each neighbourhood team",
    "The council",
    "The hospital on the hill",
    "A group of carers",
    "The programme office",
    "The quality lead",
    "The data team",
    "A small charity",
    "The urgent care desk",
    "The pharmacy on the high street",
    "The mental health service",
    "An independent reviewer",
    "The clinical lead",
    "A link worker",
    "The therapy team",
    "The out-of-hours service",
    "The community midwife",
    "The board of the trust",
    "A care coordinator",
    "The chair of the meeting",
    "The discharge team",
    "The school nurse",
    "The prevention lead",
    "The records team",
    "The estates team",
    "One practice manager",
    "The voluntary sector",
    "The dental service",
    "The falls clinic",
];

/// What they do.
const ACTIONS: &[&str] = &[
    "publishes the figures",
    "answers for the result",
    "asks patients what worked",
    "meets in public",
    "looks at each complaint",
    "keeps one shared plan",
    "moves money to care at home",
    "visits people before they fall ill",
    "pays invoices within 10 days",
    "calls people who missed a check",
    "writes down who decided what",
    "compares the neighbourhoods",
    "trains new staff together",
    "shares notes with consent",
    "tests the telephone line",
    "keeps a paper form for those who want one",
    "explains each change in plain words",
    "counts the people who wait",
    "reports the gap between rich and poor areas",
    "agrees the rota with its partners",
    "opens on Saturday morning",
    "offers a choice of place and time",
    "asks for a second opinion",
    "sends one letter instead of four",
    "checks that nobody is left out",
    "puts a limit on the cost of agency staff",
    "sets money aside for repairs",
    "buys equipment with its neighbours",
    "brings the blood test to the village hall",
    "names one contact for each family",
    "reads the results aloud at the meeting",
    "invites the local paper",
    "stops a scheme that does not work",
    "keeps the old clinic open for a year",
    "books the ambulance and the bed in one call",
    "puts a date on every promise",
];

/// When, where or how.
const TAILS: &[&str] = &[
    "every quarter",
    "before the winter",
    "in all neighbourhoods",
    "with the consent of the board",
    "as the contract says",
    "at the same price as today",
    "within 5 working days",
    "from the first day of the contract",
    "until the review in the second year",
    "together with its partners",
    "for people of all ages",
    "where the need is greatest",
    "and publishes the minutes",
    "and says why",
    "without a new form to fill in",
    "on the telephone as well as online",
    "even when money is short",
    "as far as shifts allow",
    "in the evening too",
    "under the rules of the partnership",
    "after a talk with the carers",
    "once the figures are checked",
    "at least twice a year",
    "on the first Monday of the month",
    "in the town and in the villages",
    "in the language that the patient prefers",
    "close to home",
    "with a translator where one is needed",
];

/// Sentences that stand alone.
const WHOLE: &[&str] = &[
    "Nothing changes on the first day for most people.",
    "You stay registered with your GP practice.",
    "Care is free at the point of use, as today.",
    "The budget covers ill people and well people alike.",
    "A saving counts only if quality stays up.",
    "Nobody has to use a website to get care.",
    "Small partners asked for a longer contract, and got one.",
    "The first year is a year of learning.",
    "The figures come from the practices themselves.",
    "Travel takes up to 40 minutes from the outer villages.",
    "The old contracts end on the last day of March.",
    "Two of the buildings need a new roof.",
    "Most visits take place between breakfast and lunch.",
    "The plan was changed 3 times after people spoke at meetings.",
    "Carers said that one telephone number matters more than a new clinic.",
    "About 1 in 9 planned operations happens elsewhere.",
    "Staff keep their employer and their pension.",
    "The winter plan is tested in September.",
    "One in four people here is older than 65.",
    "The bus to the hospital runs every half hour.",
    "People who move away keep their appointment.",
    "A complaint goes to the same office as today.",
    "The gap between the poorest and the richest streets is 9 years of healthy life.",
    "Young people wait longer than anybody wants.",
    "The last review found good care and slow paperwork.",
    "Every promise on this page has a date.",
    "Where a figure is missing, this page says why.",
    "The board has 11 seats, and 6 of them belong to partners.",
    "No partner with a small income shares in a loss.",
    "If the plan fails, the commissioner can take a function back.",
    "A scan near home saves a day of travel.",
    "Pharmacists can see the parts of the record that they need.",
    "The interpreter is booked together with the appointment.",
    "The waiting list is checked for people who need help sooner.",
    "Doctors and nurses wrote the first draft of this list.",
    "The second draft was written with patients.",
    "What was learned is told to the neighbouring areas.",
    "Each team has a day a month to improve how it works.",
    "Parking at the new centre is free for an hour.",
    "The night service covers the coast as well as the town.",
    "A team of 12 people looks after the contracts.",
    "The exit plan says who takes over if the host can't go on.",
    "Money for prevention can't be spent on anything else.",
    "A patient group tests the website before it opens.",
    "One family doctor in five is due to retire within 6 years.",
    "Three practices share a physiotherapist.",
    "The hospice gets two thirds of its income from this contract.",
    "The council pays for care at home, and the NHS for nursing.",
    "A fair share is worked out by need, and not by noise.",
    "Letters use large print if you ask once.",
    "The ward round starts with those who could go home.",
    "Repeat prescriptions can be collected in 44 places.",
    "People without a smartphone are called.",
    "The reviewer talked to 60 patients and 25 members of staff.",
];

/// Sentences with a link: `{kind}` becomes a reference of that kind, `{kind|words}` one with words.
const LINKED: &[&str] = &[
    "The {service} is the first to change.",
    "In the first year, {org} gives most of this care.",
    "The result is measured as {metric}.",
    "This is what people mean by {term|the new way of paying}.",
    "{org} and {org} share one rota.",
    "The need is greatest in {place}.",
    "{doc|The agreed paper} gives the reasons.",
    "See {service|what is planned} for the details.",
    "The neighbours of {iho|the next contract} do it in another way.",
    "{metric|The yearly figure} has not moved for 3 years.",
    "A {term} is explained in the glossary.",
    "Part of the work passes to {org} in the second year.",
    "People in {place} asked for {service|evening appointments}.",
    "{org|The lead partner} has a vote, and uses it.",
    "The board read {doc} before it decided.",
    "Both {metric} and {metric|the second measure} are published by neighbourhood.",
    "The idea is older than the contract: see {model}.",
    "{policy} asks for this, and {policy|a later paper} explains it.",
];

/// Headings of the second level.
const HEADINGS: &[&str] = &[
    "What is in, and when",
    "What stays outside",
    "Who decides",
    "Who gains, who loses",
    "What it costs",
    "What comes next",
    "Is it fair?",
    "What patients said",
    "What staff said",
    "How results are judged",
    "One budget, one answer",
    "Care close to home",
    "General practice",
    "The hospital",
    "Help after a stay in hospital",
    "Mental health",
    "Children and families",
    "Getting there",
    "Data and consent",
    "If things go wrong",
    "How to read the figures",
    "Where to ask",
];

/// Labels of rows in tables.
const ROWS: &[&str] = &[
    "People on the list",
    "Visits at home",
    "Stays of one night",
    "Calls answered",
    "Letters sent",
    "Checks done",
    "Places in groups",
    "Nurses on shift",
    "Beds in the community",
    "Scans near home",
    "Talks with carers",
    "Repairs to buildings",
    "Training days",
    "Tests returned",
    "Evening appointments",
    "Bus journeys paid",
    "Complaints closed",
    "Reviews of medicines",
    "Plans written",
    "Home safety visits",
];

const CALLOUTS: &[&str] = &["NOTE", "TIP", "IMPORTANT", "WARNING"];

/// Names to link to, as many of each kind as a text may draw from.
pub(super) struct Links {
    /// Ids by the kind of entity: `org`, `service`, `metric`, `term`, `place`, `doc`, `iho`, `model`, `policy`.
    pub(super) pools: Vec<(&'static str, Vec<String>)>,
}

impl Links {
    fn pick<'l>(&'l self, random: &mut Random, kind: &str) -> &'l str {
        let (_, pool) =
            self.pools.iter().find(|(known, _)| *known == kind).expect("every kind has a pool");
        random.of::<String>(pool)
    }
}

/// A sentence made of three parts, or one that stands alone.
pub(super) fn sentence(random: &mut Random) -> String {
    if random.below(3) == 0 {
        return (*random.of(WHOLE)).to_owned();
    }
    let subject = random.of(SUBJECTS);
    let action = random.of(ACTIONS);
    format!("{subject} {action} {}.", random.of(TAILS))
}

/// A few words that are not a whole sentence.
pub(super) fn phrase(random: &mut Random) -> String {
    let action = random.of(ACTIONS);
    format!("{action} {}", random.of(TAILS))
}

/// A sentence in which something is linked.
pub(super) fn linked(random: &mut Random, links: &Links, in_table: bool) -> String {
    let mut rest: &str = random.of::<&str>(LINKED);
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("braces come in pairs");
        let (kind, words) = match name.split_once('|') {
            Some((kind, words)) => (kind, Some(words)),
            None => (name, None),
        };
        let id = links.pick(random, kind);
        let bar = if in_table { "\\|" } else { "|" };
        let words = words.map_or_else(String::new, |words| format!("{bar}{words}"));
        let _ = write!(text, "{before}[[{kind}:{id}{words}]]");
        rest = after;
    }
    text + rest
}

/// Some sentences, about one in four with a link, each on a line of its own.
pub(super) fn paragraph(random: &mut Random, links: &Links, n: usize) -> String {
    let lines: Vec<String> = (0..n)
        .map(|_| match random.below(4) {
            0 => linked(random, links, false),
            _ => sentence(random),
        })
        .collect();
    lines.join("\n")
}

/// A narrative of two headings with a paragraph each, and a list.
pub(super) fn short(random: &mut Random, links: &Links) -> String {
    let mut text = String::new();
    for heading in random.some(HEADINGS, 2) {
        let _ = writeln!(text, "## {heading}\n\n{}\n", paragraph(random, links, 4));
    }
    bullets(&mut text, random, links);
    text
}

/// A narrative: headings with paragraphs, tables, lists and callouts under them.
pub(super) fn narrative(random: &mut Random, links: &Links) -> String {
    let mut text = String::new();
    let mut headings: Vec<&str> = HEADINGS.to_vec();
    for _ in 0..random.between(3, 5) {
        let at = random.below(headings.len());
        let _ = writeln!(text, "## {}\n", headings.swap_remove(at));
        let n = random.between(3, 6);
        let _ = writeln!(text, "{}\n", paragraph(random, links, n));
        match random.below(6) {
            0 | 1 => table(&mut text, random, links),
            2 => bullets(&mut text, random, links),
            3 => callout(&mut text, random, links),
            4 => questions(&mut text, random, links),
            _ => {
                let _ = writeln!(text, "{}\n", paragraph(random, links, 3));
            }
        }
    }
    table(&mut text, random, links);
    text
}

fn table(text: &mut String, random: &mut Random, links: &Links) {
    text.push_str("| What | Now | Next year | Why |\n|---|---:|---:|---|\n");
    let mut rows: Vec<&str> = ROWS.to_vec();
    for _ in 0..random.between(5, 10) {
        let at = random.below(rows.len());
        let row = rows.swap_remove(at);
        let now = random.between(100, 90_000);
        let next = now + random.between(10, 900);
        let why = match random.below(3) {
            0 => linked(random, links, true),
            _ => sentence(random),
        };
        let _ = writeln!(text, "| {row} | {now} | {next} | {why} |");
    }
    text.push('\n');
}

fn bullets(text: &mut String, random: &mut Random, links: &Links) {
    for _ in 0..random.between(3, 6) {
        let _ = writeln!(text, "- {}", paragraph(random, links, 1));
    }
    text.push('\n');
}

fn callout(text: &mut String, random: &mut Random, links: &Links) {
    let kind = random.of(CALLOUTS);
    let words = paragraph(random, links, 1);
    let _ = writeln!(text, "> [!{kind}]\n> {words}\n");
}

fn questions(text: &mut String, random: &mut Random, links: &Links) {
    for number in 1..=random.between(2, 4) {
        let subject = random.of(SUBJECTS).to_lowercase();
        let answer = paragraph(random, links, 2);
        let _ = writeln!(text, "### Question {number}: what of {subject}?\n\n{answer}\n");
    }
}
