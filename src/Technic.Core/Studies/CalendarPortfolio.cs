using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>
/// The portfolio of the signals: it holds each symbol with a signal for a number of sessions, all in equal parts, and puts them into equal
/// parts again at every close. Without a symbol the return is 0.
/// </summary>
/// <param name="sums">The symbols that are held.</param>
internal sealed class CalendarPortfolio(PortfolioSums sums)
{
    /// <summary>Computes the portfolio.</summary>
    /// <param name="request">The study.</param>
    /// <param name="scope">The days.</param>
    /// <param name="universe">The moves of the universe.</param>
    /// <param name="halfSpread">Half the mean spread, as a fraction of the price; NaN if the spread is not a cost.</param>
    public PortfolioResult Of(StudyRequest request, StudyScope scope, UniverseReturns universe, double halfSpread)
    {
        var (sessions, days) = (request.PortfolioSessions, scope.Market.Days);
        var first = Math.Min(scope.Span.From + 1, days.Count);
        var end = Math.Max(first, Math.Min(scope.Span.To + sessions, days.Count));
        var count = end - first;
        var (gross, net, market, turnover) = (new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var day = first + i;
            gross[i] = HeldOn(day) == 0 ? 0 : sums.Held.Mean(day);
            turnover[i] = TurnoverOf(day);
            net[i] = gross[i] - (request.CostsOfSide * turnover[i]);
            market[i] = universe.FromClose(day);
        }
        return new PortfolioResult
        {
            Sessions = sessions,
            Days = [.. days.Skip(first).Take(count)],
            Returns = gross,
            ReturnsAfterCosts = net,
            ReturnsAfterSpread = double.IsNaN(halfSpread) ? [] : [.. net.Zip(turnover, (value, change) => value - (halfSpread * change))],
            Universe = market,
            Names = sums.Held.Counts[first..end],
            Turnover = turnover,
        };
    }

    private int HeldOn(int day) => sums.Held.Counts[day];

    private double TurnoverOf(int day)
    {
        var before = day == 0 ? 0 : HeldOn(day - 1);
        var entered = sums.Entered[day];
        var stayed = HeldOn(day) - entered;
        var (weight, earlier) = (HeldOn(day) == 0 ? 0 : 1.0 / HeldOn(day), before == 0 ? 0 : 1.0 / before);
        return (entered * weight) + ((before - stayed) * earlier) + (stayed * Math.Abs(weight - earlier));
    }
}
