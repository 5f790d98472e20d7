using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Text;

namespace Technic.Core.Archive;

/// <summary>
/// Daily bars as they were traded, from a file for the archive: a vendor's flat file of day aggregates
/// (<c>ticker,volume,open,close,high,low,window_start,transactions</c>; <c>window_start</c> in nanoseconds since 1970 UTC), or plain
/// <c>symbol,date,open,high,low,close,volume</c>; in UTF-8, plain or gzip, the columns in any order. A line that no market could
/// have made is left out and named.
/// </summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Days">The bars of each day, by symbol.</param>
/// <param name="Bars">How many bars they are together.</param>
/// <param name="LeftOut">How many lines were left out.</param>
/// <param name="Complaints">What is wrong with the first of them, each as one sentence that names file and line.</param>
public sealed record MarketFile(
    string Path, IReadOnlyDictionary<DateOnly, IReadOnlyDictionary<Symbol, Bar>> Days, int Bars, int LeftOut, IReadOnlyList<string> Complaints)
{
    private const int MaxComplaints = 5;
    private const long NanosecondsPerTick = 100;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CsvFormatException">It cannot be read, has no bars, or lacks a column.</exception>
    public static MarketFile Read(string path, CancellationToken cancellationToken)
    {
        using var reader = CsvReader.Open(path);
        if (!reader.Read()) throw new CsvFormatException($"'{path}' is empty: a header with the columns symbol,date,open,high,low,close,volume is expected.");
        var columns = new Columns(reader);
        var days = new SortedDictionary<DateOnly, Dictionary<Symbol, Bar>>();
        var (rows, bars, complaints, leftOut) = (0, 0, new List<string>(), 0);
        while (reader.Read())
        {
            if ((++rows & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var (symbol, bar) = columns.Read(reader);
                var day = bar.Time.Date;
                if (!MarketClock.Calendar.IsSession(day)) throw reader.Complain($"the exchange was closed on {day:yyyy-MM-dd}.");
                if (!days.TryGetValue(day, out var symbols)) days.Add(day, symbols = []);
                if (!symbols.TryAdd(symbol, bar)) throw reader.Complain($"{symbol} {day:yyyy-MM-dd} is there already.");
                bars++;
            }
            catch (CsvFormatException complaint)
            {
                leftOut++;
                if (complaints.Count < MaxComplaints) complaints.Add(complaint.Message);
            }
        }
        if (bars == 0)
            throw new CsvFormatException(complaints is [var first, ..] ? $"'{path}' has no usable bar: {first}" : $"'{path}' has a header and no bars.");
        return new MarketFile(path, days.ToDictionary(day => day.Key, day => (IReadOnlyDictionary<Symbol, Bar>)day.Value), bars, leftOut, complaints);
    }

    /// <summary>Where the columns stand, and how a line becomes a bar.</summary>
    private sealed class Columns
    {
        private readonly CsvHeader _header;
        private readonly int _symbol, _time, _open, _high, _low, _close, _volume;
        private readonly bool _isFlatFile;

        public Columns(CsvReader reader)
        {
            _header = new CsvHeader(reader);
            _isFlatFile = _header.Find("window_start") is not null;
            _symbol = _isFlatFile ? _header.Require("ticker") : _header.Require("symbol");
            _time = _isFlatFile ? _header.Require("window_start") : _header.Require("date");
            (_open, _high, _low, _close) = (_header.Require("open"), _header.Require("high"), _header.Require("low"), _header.Require("close"));
            _volume = _header.Require("volume");
        }

        public (Symbol Symbol, Bar Bar) Read(CsvReader reader)
        {
            if (_header.ComplainAboutRecord() is { } complaint) throw reader.Complain(complaint);
            var bar = new Bar(
                BarTime.OfDay(Day(reader)), CsvFields.Number(reader, _open, "open"), CsvFields.Number(reader, _high, "high"),
                CsvFields.Number(reader, _low, "low"), CsvFields.Number(reader, _close, "close"), CsvFields.Number(reader, _volume, "volume"));
            if (!BarBounds.IsPossibleRaw(bar))
                throw reader.Complain("no market could have made this bar: a price is not above 0, or the high is below the low.");
            return (CsvFields.Symbol(reader, _symbol), bar);
        }

        private DateOnly Day(CsvReader reader)
        {
            if (!_isFlatFile) return CsvFields.Date(reader, _time);
            var text = reader[_time];
            var isInstant = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds);
            return isInstant
                ? NewYork.Date(DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick))
                : throw reader.Complain($"Invalid window_start '{Printable.Of(text)}': expected the start of the day in nanoseconds since 1970.");
        }
    }
}
