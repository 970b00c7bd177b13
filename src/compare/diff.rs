//! Something before and after.

/// Something as it was, and the same as it is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Diff<T> {
    /// As it was.
    pub before: T,
    /// As it is.
    pub after: T,
}

impl<T> Diff<T> {
    /// The two of them.
    pub const fn new(before: T, after: T) -> Self {
        Self { before, after }
    }

    /// The same on both sides.
    pub fn same(value: T) -> Self
    where
        T: Clone,
    {
        Self::new(value.clone(), value)
    }

    /// What is there no more.
    pub fn removed(before: T) -> Self
    where
        T: Default,
    {
        Self::new(before, T::default())
    }

    /// What was not there.
    pub fn added(after: T) -> Self
    where
        T: Default,
    {
        Self::new(T::default(), after)
    }

    /// Whether one is not the other.
    pub fn differs(&self) -> bool
    where
        T: PartialEq,
    {
        self.before != self.after
    }

    /// References to both.
    pub const fn as_ref(&self) -> Diff<&T> {
        Diff::new(&self.before, &self.after)
    }

    /// References to both, one after the other.
    pub fn iter(&self) -> std::array::IntoIter<&T, 2> {
        self.as_ref().into_iter()
    }

    /// Mutable references to both.
    pub const fn as_mut(&mut self) -> Diff<&mut T> {
        Diff::new(&mut self.before, &mut self.after)
    }

    /// The same function of both; of `before` first.
    pub fn map<U>(self, mut function: impl FnMut(T) -> U) -> Diff<U> {
        Diff::new(function(self.before), function(self.after))
    }

    /// Each side with the same side of another.
    pub fn zip<U>(self, other: Diff<U>) -> Diff<(T, U)> {
        Diff::new((self.before, other.before), (self.after, other.after))
    }

    /// The way back.
    #[must_use]
    pub fn flipped(self) -> Self {
        Self::new(self.after, self.before)
    }
}

impl<T> IntoIterator for Diff<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, 2>;

    fn into_iter(self) -> Self::IntoIter {
        [self.before, self.after].into_iter()
    }
}
