using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>Decides between records of one split by the raw prices around it, if the archive has them.</summary>
internal static class SplitDisputes
{
    /// <summary>The maximum number of sessions for which a symbol may be halted before or after its split.</summary>
    private const int MaxSessions = 5;

    /// <summary>Decides every disputed event of a snapshot whose prices are available.</summary>
    /// <returns>The records of each event with their standing.</returns>
    public static async ValueTask<IReadOnlyList<IReadOnlyList<KnownSplit>>> DecideAsync(
        MarketArchive archive, SplitBook book, CancellationToken cancellationToken)
    {
        var decided = new List<IReadOnlyList<KnownSplit>>();
        foreach (var disputed in book.Disputed)
        {
            if (await GapsAsync(archive, disputed, cancellationToken).ConfigureAwait(false) is { } gaps) decided.Add(disputed.Decide(gaps));
        }
        return decided;
    }

    private static async ValueTask<Dictionary<DateOnly, double>?> GapsAsync(
        MarketArchive archive, SplitEvent disputed, CancellationToken cancellationToken)
    {
        var gaps = new Dictionary<DateOnly, double>();
        foreach (var day in disputed.Days)
        {
            var calendar = MarketClock.Calendar;
            var before = calendar.SessionsBetween(day.AddDays(-2 * MaxSessions), day.AddDays(-1)).Reverse();
            var after = calendar.SessionsBetween(day, day.AddDays(2 * MaxSessions));
            if (await FirstBarAsync(archive, disputed.Symbol, before, cancellationToken).ConfigureAwait(false) is not { } last) return null;
            if (await FirstBarAsync(archive, disputed.Symbol, after, cancellationToken).ConfigureAwait(false) is not { } next) return null;
            gaps[day] = next.Open / last.Close;
        }
        return gaps;
    }

    /// <summary>The symbol's first bar in a range of sessions; <c>null</c> when the archive lacks a session before it.</summary>
    private static async ValueTask<Bar?> FirstBarAsync(
        MarketArchive archive, Symbol symbol, IEnumerable<DateOnly> sessions, CancellationToken cancellationToken)
    {
        foreach (var session in sessions.Take(MaxSessions))
        {
            try
            {
                if (await archive.OpenAsync(session, neighbour: null, cancellationToken).ConfigureAwait(false) is not { } day) return null;
                if (day.BarOf(symbol) is { } bar) return bar;
            }
            catch (HistoryStoreException)
            {
                // It is decided when the day can be read again.
                return null;
            }
        }
        return null;
    }
}
