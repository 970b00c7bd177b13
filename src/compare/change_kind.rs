//! What can happen to something: each kind with its word for programs, and what it is the other way round.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident $id:literal, mirrored $mirrored:ident;)+) => {
        /// What can happen to something.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum ChangeKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl ChangeKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The word for programs.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$kind => $id,)+ }
            }

            /// What it is the other way round.
            #[must_use]
            pub const fn mirrored(self) -> Self {
                match self { $(Self::$kind => Self::$mirrored,)+ }
            }
        }
    };
}

kinds! {
    /// It was not stated, and is.
    Added "added", mirrored Removed;
    /// It was stated, and is not.
    Removed "removed", mirrored Added;
    /// It says something else.
    Changed "changed", mirrored Changed;
    /// It was kept back, and is published.
    Published "published", mirrored Unpublished;
    /// It was published, and is kept back.
    Unpublished "unpublished", mirrored Published;
    /// It is kept back in another way than before.
    Silence "silence", mirrored Silence;
    /// Items of a sequence stand in another order.
    Moved "moved", mirrored Moved;
    /// Many items came or went.
    Items "items", mirrored Items;
    /// An item came.
    ItemAdded "item-added", mirrored ItemRemoved;
    /// An item went.
    ItemRemoved "item-removed", mirrored ItemAdded;
    /// A text was reworded.
    Reworded "reworded", mirrored Reworded;
    /// Something shared has another name.
    Renamed "renamed", mirrored Renamed;
    /// Something has another id, and says what the old one was.
    RenamedId "renamed-id", mirrored RenamedId;
    /// A figure of a period that had none.
    NewPeriod "new-period", mirrored PeriodRemoved;
    /// A figure is gone.
    PeriodRemoved "period-removed", mirrored NewPeriod;
    /// A figure is another.
    Revised "revised", mirrored Revised;
    /// A figure is the same and has another standing.
    Status "status", mirrored Status;
    /// A figure is no longer shown, to protect people.
    Suppressed "suppressed", mirrored Unsuppressed;
    /// A figure is shown again.
    Unsuppressed "unsuppressed", mirrored Suppressed;
    /// Figures count something else than before.
    Redefined "redefined", mirrored Redefined;
    /// A boundary runs elsewhere.
    Outline "outline", mirrored Outline;
    /// A file of the same name, such as a picture, has another content.
    Exchanged "exchanged", mirrored Exchanged;
}

impl ChangeKind {
    /// Whether both sides of such a change are all that is said before and after.
    pub(super) const fn has_values(self) -> bool {
        match self {
            Self::Added
            | Self::Removed
            | Self::Changed
            | Self::Published
            | Self::Unpublished
            | Self::Silence
            | Self::ItemAdded
            | Self::ItemRemoved
            | Self::Renamed
            | Self::RenamedId
            | Self::NewPeriod
            | Self::PeriodRemoved
            | Self::Revised => true,
            Self::Moved
            | Self::Items
            | Self::Reworded
            | Self::Status
            | Self::Suppressed
            | Self::Unsuppressed
            | Self::Redefined
            | Self::Outline
            | Self::Exchanged => false,
        }
    }
}
