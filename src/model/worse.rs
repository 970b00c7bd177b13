//! Which way is worse, for the public or for a partner: it stands beside each field of a `record!` that promises something.

/// When another value of a field is worse than the one that was published. Every one of them is worse when it is gone or silent.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum WorseWhen {
    /// Nobody can say in general. A day needs a reason all the same.
    #[default]
    NotKnown,
    /// It only records what was done, so that another needs no reason.
    Routine,
    /// Which way is worse can't be known, and readers ask why it is another.
    Changed,
    /// It is another, as what was promised is then gone.
    Replaced,
    /// It is gone; of a list, one of its items; of a text, some of its words.
    Gone,
    /// The same, but where a field beside it has a certain value.
    Unless(&'static str, &'static str, &'static WorseWhen),
    /// A list has one more.
    More,
    /// The number is lower; the first one of a text.
    Lower,
    /// The number is higher; the first one of a text.
    Higher,
    /// A share is worse for those who have it: lower in a band of savings, higher in one of losses.
    Band,
    /// It is easier to reach, as the measure beside it says which way is good; any other value needs a reason.
    Target,
    /// The same, where only a worse one needs a reason: what has to be met, or what sets off an alarm.
    Gate,
    /// The day is later, or said less exactly.
    Later,
    /// The last of these days is later than the one before, which is in a field of this name.
    LaterThan(&'static str),
    /// The day is earlier.
    Earlier,
    /// The day on which something was last done is earlier than it was said.
    Undone,
    /// The text has lost words that matter, and nothing came in their place.
    Shorter,
    /// It is no longer so.
    No,
    /// It is so now.
    Yes,
    /// The word comes later among these, which begin with the best; a `|` stands between those that are as good.
    Down(&'static [&'static str]),
    /// It is one of these words now.
    Becomes(&'static [&'static str]),
}
