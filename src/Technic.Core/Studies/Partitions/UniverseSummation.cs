using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Studies.Partitions;

/// <summary>Adds up the returns of the symbols of a universe, symbol by symbol.</summary>
/// <param name="days">The number of days.</param>
/// <param name="horizons">The horizons.</param>
/// <param name="returns">The terms of purchases.</param>
internal sealed class UniverseSummation(int days, IReadOnlyList<int> horizons, ForwardReturns returns)
{
    private readonly UniverseSums _sums = UniverseSums.None(horizons.Count, days);
    private readonly SessionCounter[] _sold = [.. horizons.Select(_ => new SessionCounter(days))];
    private readonly SessionCounter _closes = new(days);
    private readonly SessionCounter _opens = new(days);

    /// <summary>Adds a symbol.</summary>
    public void Add(StudySymbol symbol)
    {
        for (var h = 0; h < horizons.Count; h++) AddReturns(symbol, h);
        AddMoves(symbol);
    }

    /// <summary>The sums, with the returns of SPY if it is among some symbols. To be called once.</summary>
    public UniverseSums Total(IEnumerable<StudySymbol> symbols)
    {
        for (var h = 0; h < horizons.Count; h++) _sold[h].AddTo(_sums.Returns[h].Counts);
        _closes.AddTo(_sums.FromClose.Counts);
        _opens.AddTo(_sums.FromOpen.Counts);
        var spy = Symbol.Parse(RegimeDetector.MarketSymbol);
        return symbols.FirstOrDefault(symbol => symbol.Listing.Symbol == spy) is { } benchmark
            ? _sums with { Benchmark = [.. horizons.Select(sessions => ReturnsOf(benchmark, sessions))] }
            : _sums;
    }

    private double[] ReturnsOf(StudySymbol symbol, int sessions)
    {
        var values = new double[days];
        Array.Fill(values, double.NaN);
        for (var bar = 0; bar < symbol.Days.Length; bar++) values[symbol.Days[bar]] = returns.Of(symbol, bar, sessions);
        return values;
    }

    private void AddReturns(StudySymbol symbol, int horizon)
    {
        var (sessions, sums) = (horizons[horizon], _sums.Returns[horizon].Sums);
        // Bars on consecutive days that have the whole horizon: each is sold so many bars later.
        var whole = symbol.HasNoGaps ? Math.Max(0, symbol.Days.Length - sessions) : 0;
        if (whole > 0)
        {
            var day = symbol.Days[0];
            PriceReturns.Add(symbol.Bars.Close.Slice(sessions, whole), returns.PaidAfter(symbol, 0, whole), sums.AsSpan(day));
            _sold[horizon].Count(day, whole);
        }
        for (var bar = whole; bar < symbol.Days.Length; bar++)
        {
            var value = returns.Of(symbol, bar, sessions);
            if (double.IsNaN(value)) continue;
            sums[symbol.Days[bar]] += value;
            _sold[horizon].Count(symbol.Days[bar], 1);
        }
    }

    private void AddMoves(StudySymbol symbol)
    {
        var day = symbol.Days;
        var open = symbol.Bars.Open;
        var close = symbol.Bars.Close;
        var (fromOpen, fromClose) = (_sums.FromOpen.Sums, _sums.FromClose.Sums);
        if (symbol.HasNoGaps)
        {
            PriceReturns.Add(close, open, fromOpen.AsSpan(day[0]));
            _opens.Count(day[0], day.Length);
            if (day.Length == 1) return;
            PriceReturns.Add(close[1..], close[..^1], fromClose.AsSpan(day[1]));
            _closes.Count(day[1], day.Length - 1);
            return;
        }
        for (var bar = 0; bar < day.Length; bar++)
        {
            fromOpen[day[bar]] += (close[bar] / open[bar]) - 1;
            _opens.Count(day[bar], 1);
            if (bar == 0) continue;
            fromClose[day[bar]] += (close[bar] / close[bar - 1]) - 1;
            _closes.Count(day[bar], 1);
        }
    }
}
