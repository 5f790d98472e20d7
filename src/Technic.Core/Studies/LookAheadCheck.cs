using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Studies;

/// <summary>A signal of a day that is different when the data end on that day.</summary>
/// <param name="Day">The day (New York date).</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="IsInStudy">Whether the study has the signal; otherwise only the data up to the day have it.</param>
public sealed record LookAhead(DateOnly Day, Symbol Symbol, bool IsInStudy);

/// <summary>Checks that a study does not look ahead: at some days, it must find the same signals when the data end there.</summary>
/// <param name="histories">The histories.</param>
public sealed class LookAheadCheck(IReadOnlyList<TradedHistory> histories)
{
    /// <summary>The number of days of a check.</summary>
    public const int Days = 25;

    /// <summary>Checks days that are chosen at random, the same ones for the same seed.</summary>
    /// <param name="request">The study.</param>
    /// <param name="seed">Chooses the days.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The days that were checked, and the differences.</returns>
    public (IReadOnlyList<DateOnly> Days, IReadOnlyList<LookAhead> Differences) Run(
        StudyRequest request, int seed, CancellationToken cancellationToken)
    {
        var market = StudyMarket.Of(histories);
        // A universe of survivors looks ahead by definition.
        request = request with { Universe = StudyUniverse.AsOf };
        var all = new Study(market).Signals(request, cancellationToken).ToLookup(signal => signal.Day, signal => signal.Symbol);
        DateOnly[] possible =
            [.. market.Days.Where(day => day >= (request.From ?? day) && day <= (request.To ?? day))];
        new Random(seed).Shuffle(possible);
        DateOnly[] days = [.. possible.Take(Days).Order()];
        var differences = new List<LookAhead>();
        foreach (var day in days)
        {
            var then = StudyMarket.Of([.. histories.Select(history => Until(history, day)).Where(history => history.Bars.Count > 0)]);
            var found = new Study(then).Signals(request with { From = day, To = day }, cancellationToken)
                .Select(signal => signal.Symbol).ToHashSet();
            differences.AddRange(all[day].Except(found).Select(symbol => new LookAhead(day, symbol, IsInStudy: true)));
            differences.AddRange(found.Except(all[day]).Select(symbol => new LookAhead(day, symbol, IsInStudy: false)));
        }
        return (days, differences);
    }

    private static TradedHistory Until(TradedHistory history, DateOnly day) => history with
    {
        Bars = history.Bars.Between(DateOnly.MinValue, day),
        Splits = [.. history.Splits.Where(split => split.ExecutionDate <= day)],
    };
}
