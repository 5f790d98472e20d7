using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Text;

namespace Technic.Columnar;

/// <summary>Joins the rows of Parquet files to bars by symbol, and counts those that cannot be used.</summary>
internal sealed class ParquetReading
{
    /// <summary>
    /// With at least this number of bars on days without a session, and a larger share than below, files follow another calendar.
    /// </summary>
    private const int MinOtherCalendar = 5, OtherCalendarShare = 20;

    private readonly Dictionary<Symbol, BarSeriesBuilder> _builders = [];
    private readonly List<KeyValuePair<Symbol, Bar>> _closed = [];
    private readonly List<DroppedLines> _dropped = [];
    private long _rows;

    // Consecutive rows usually have the same day.
    private (DateOnly Day, bool IsSession) _last;

    /// <summary>The unused rows, by reason.</summary>
    public IReadOnlyList<DroppedLines> Dropped => _dropped;

    /// <summary>Adds the rows of a row group.</summary>
    public void Add(IReadOnlyList<KeyValuePair<Symbol, Bar>> rows)
    {
        _rows += rows.Count;
        foreach (var row in rows)
        {
            var day = row.Value.Time.Date;
            if (day != _last.Day) _last = (day, MarketClock.Calendar.IsSession(day));
            if (_last.IsSession) Use(row);
            else _closed.Add(row);
        }
    }

    /// <summary>The bars of the symbols that have some.</summary>
    public Dictionary<Symbol, BarSeries> Finish()
    {
        if (_closed.Count >= MinOtherCalendar && _closed.Count > _rows / OtherCalendarShare) _closed.ForEach(Use);
        else if (_closed.Count > 0) Drop(BarDrops.Closed, _closed.Count, _closed[0].Key, $" {_closed[0].Value.Time.Date:yyyy-MM-dd}");
        var bars = new Dictionary<Symbol, BarSeries>();
        var (impossible, repeated) = (new List<(Symbol Symbol, int Count)>(), new List<(Symbol Symbol, int Count)>());
        foreach (var (symbol, builder) in _builders)
        {
            var series = builder.Build(out var defects);
            if (series.Count > 0) bars.Add(symbol, series);
            if (defects.Impossible > 0) impossible.Add((symbol, defects.Impossible));
            if (defects.Repeated > 0) repeated.Add((symbol, defects.Repeated));
        }
        if (impossible.Count > 0) Drop(BarDrops.Impossible, impossible.Sum(rows => rows.Count), impossible[0].Symbol, "");
        if (repeated.Count > 0) Drop(BarDrops.Repeated, repeated.Sum(rows => rows.Count), repeated[0].Symbol, "");
        return bars;
    }

    private void Use(KeyValuePair<Symbol, Bar> row)
    {
        if (!_builders.TryGetValue(row.Key, out var series)) _builders.Add(row.Key, series = new BarSeriesBuilder());
        series.Add(row.Value);
    }

    private void Drop(string reason, int count, Symbol symbol, string when) =>
        _dropped.Add(new DroppedLines(reason, count, [$"{symbol}{when}."]));
}
