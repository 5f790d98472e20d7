using Technic.Core.Market;

namespace Technic.Core.Tests.Archive;

public sealed class SplitBookTests
{
    private static readonly Symbol Acme = Symbol.Parse("ACME");
    private static readonly DateOnly From = new(2026, 1, 2);
    private static readonly DateOnly Executed = new(2026, 2, 3);
    private static readonly DateOnly To = new(2026, 3, 11);
    private static readonly DateTimeOffset First = new(2026, 3, 11, 21, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = First.AddDays(1);

    private static SplitBook Book(params Split[] splits) => SplitBook.Empty.With(splits, From, To, First);
    [Fact]
    public void A_split_that_is_listed_twice_counts_once_and_keeps_the_time_it_was_learned()
    {
        var split = new Split(Acme, Executed, 4);

        var book = Book(split, split).With([split], From, To.AddDays(1), Second);

        Assert.Equal(new KnownSplit(split, First), Assert.Single(book.Of(Acme)));
        Assert.Equal((From, Second), (book.From, book.CheckedAt));
    }

    [Fact]
    public void A_corrected_ratio_is_learned_anew_and_a_split_that_is_no_longer_listed_becomes_one_for_one()
    {
        var other = new Split(Symbol.Parse("OTHER"), Executed, 3);
        var book = Book(new Split(Acme, Executed, 4), other).With([new Split(Acme, Executed, 5)], From, To, Second);

        Assert.Equal(new KnownSplit(new Split(Acme, Executed, 5), Second), Assert.Single(book.Of(Acme)));
        Assert.Equal(new KnownSplit(other with { Ratio = 1 }, Second), Assert.Single(book.Of(other.Symbol)));
    }

    [Fact]
    public void Outside_the_span_that_was_asked_for_and_from_an_empty_answer_nothing_is_taken_back()
    {
        var (early, late) = (new Split(Acme, Executed, 4), new Split(Symbol.Parse("LATE"), new DateOnly(2026, 3, 10), 2));
        var book = Book(early, late);

        Assert.Equal(book.Splits.ToArray(), book.With([late], new DateOnly(2026, 3, 1), To, Second).Splits.ToArray());
        Assert.Equal(book.Splits.ToArray(), book.With([], From, To, Second).Splits.ToArray());
    }

    [Fact]
    public void A_split_that_was_announced_for_a_day_after_the_span_is_not_taken_back()
    {
        var (known, announced) = (new Split(Acme, Executed, 4), new Split(Symbol.Parse("LATE"), To.AddDays(1), 2));
        var book = SplitBook.Empty.With([known, announced], From, To.AddDays(1), First);

        Assert.Equal(book.Splits.ToArray(), book.With([known], From, To, Second).Splits.ToArray());
    }

    [Theory]
    [InlineData("2026-02-02", "2026-03-11", true)]  // bars before the split
    [InlineData("2026-02-03", "2026-03-11", false)] // the first bar is the split's own day
    [InlineData("2026-01-02", "2026-02-02", false)] // it ends before the split
    public void Only_a_split_that_became_known_later_and_falls_after_the_first_bar_outdates_a_history(
        string firstBar, string to, bool outdated)
    {
        var (begin, end) = (DateOnly.ParseExact(firstBar, "yyyy-MM-dd"), DateOnly.ParseExact(to, "yyyy-MM-dd"));
        var book = Book(new Split(Acme, Executed, 4));

        Assert.Equal(outdated, book.LearnedSince(First.AddTicks(-1), Acme, begin, end));
        Assert.False(book.LearnedSince(First, Acme, begin, end));
    }

    [Fact]
    public void Imported_splits_widen_what_is_covered_only_where_no_gap_is_left()
    {
        var split = new Split(Acme, new DateOnly(2025, 6, 2), 2);
        var until = new DateTimeOffset(2025, 12, 31, 22, 0, 0, TimeSpan.Zero);

        var apart = Book().WithImported([split], new DateOnly(2025, 1, 2), until);
        var joined = Book().WithImported([split], new DateOnly(2025, 1, 2), until.AddDays(2));
        var alone = SplitBook.Empty.WithImported([split], new DateOnly(2025, 1, 2), until);

        Assert.Equal((From, First), (apart.From, apart.CheckedAt));
        Assert.Equal((new DateOnly(2025, 1, 2), First), (joined.From, joined.CheckedAt));
        Assert.Equal((new DateOnly(2025, 1, 2), until), (alone.From, alone.CheckedAt));
        Assert.Single(apart.Of(Acme));
    }
}
