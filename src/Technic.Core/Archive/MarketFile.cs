using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Text;

namespace Technic.Core.Archive;

/// <summary>
/// Daily bars as traded, from files for the archive: a vendor's flat file of day aggregates
/// (<c>ticker,volume,open,close,high,low,window_start,transactions</c>), or any file of daily bars that <see cref="BarCsv"/> supports. An
/// unusable line is dropped and counted; a file with other content, such as minute aggregates, is rejected.
/// </summary>
/// <param name="Name">The file, or the files read together, for messages.</param>
/// <param name="Description">A description for the user.</param>
/// <param name="Days">The bars of each day, by symbol.</param>
/// <param name="Bars">The total number of bars.</param>
/// <param name="Dropped">The dropped lines, by reason.</param>
public sealed record MarketFile(
    string Name, string Description, IReadOnlyDictionary<DateOnly, IReadOnlyDictionary<Symbol, Bar>> Days, int Bars,
    IReadOnlyList<DroppedLines> Dropped)
{
    /// <summary>A plain table with fewer bars on its main day may have several days.</summary>
    private const int MinOneDayBars = 100;

    /// <summary>Whether the file is incomplete because of its dropped lines, or its name contains another date.</summary>
    public bool IsIncomplete => BarDrops.AreSerious(Dropped, Bars) || Warning is not null;

    /// <summary>A warning about a file that is used; one sentence, or <c>null</c>.</summary>
    public string? Warning { get; private init; }

    /// <summary>Reads files one after the other; those of one symbol each, named by the file, are read together.</summary>
    /// <param name="paths">Files, or folders of files.</param>
    /// <param name="options">What the files do not define.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="CsvFormatException">A file cannot be read, has no usable daily bars, lacks a column, or has other
    /// content.</exception>
    public static IEnumerable<MarketFile> ReadAll(IReadOnlyList<string> paths, BarFileOptions options, CancellationToken cancellationToken)
    {
        var singles = new List<string>();
        foreach (var path in BarFileNames.Expand(paths))
        {
            if (BarFileNames.HasSymbols(path)) yield return Read([path], options, cancellationToken);
            else singles.Add(path);
        }
        if (singles.Count > 0) yield return Read(singles, options, cancellationToken);
    }

    /// <summary>Reads a file.</summary>
    /// <inheritdoc cref="ReadAll"/>
    public static MarketFile Read(string path, CancellationToken cancellationToken) =>
        Read([path], BarFileOptions.Default, cancellationToken);

    /// <summary>Bars that were read from a file of another format.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="bars">The bars, each at the start of its day, in the order of the file.</param>
    /// <exception cref="CsvFormatException">No bar is of a session.</exception>
    public static MarketFile Of(string name, IEnumerable<KeyValuePair<Symbol, Bar>> bars)
    {
        var (days, drops) = (new SortedDictionary<DateOnly, Dictionary<Symbol, Bar>>(), new DroppedLinesCounter());
        var symbols = new HashSet<Symbol>();
        foreach (var (symbol, bar) in bars)
        {
            var date = bar.Time.Date;
            if (!BarBounds.IsPossibleRaw(bar))
            {
                drops.Add(BarDrops.Impossible, () => $"{name}: the bar of {symbol} {date:yyyy-MM-dd} is impossible.");
                continue;
            }
            if (!days.TryGetValue(date, out var day)) days.Add(date, day = []);
            if (day.TryGetValue(symbol, out var known))
            {
                var reason = known == bar ? BarDrops.Repeated : BarDrops.Contradicting;
                drops.Add(reason, () => $"{name}: {symbol} {date:yyyy-MM-dd} is repeated.");
            }
            day[symbol] = bar;
            symbols.Add(symbol);
        }
        DropClosed(name, days, drops);
        return Of(name, new BarDays(days, symbols.Count, IsFlatFile: false, []), drops);
    }

    private static MarketFile Read(IReadOnlyList<string> paths, BarFileOptions options, CancellationToken cancellationToken)
    {
        var name = paths.Count == 1 ? paths[0] : $"{paths[0]} and {paths.Count - 1:N0} more";
        var file = BarCsv.ReadDays(paths, options, cancellationToken);
        var (days, drops) = (file.Days, new DroppedLinesCounter());
        DropClosed(name, days, drops);
        DropOtherDates(name, file.IsFlatFile, days, drops);
        return Of(name, file, drops) with { Warning = paths.Count == 1 ? WarningOf(paths[0], days) : null };
    }

    private static MarketFile Of(string name, BarDays file, DroppedLinesCounter drops)
    {
        var (days, count) = (file.Days, file.Days.Values.Sum(day => day.Count));
        return new MarketFile(
            name, Describe(file), days.ToDictionary(day => day.Key, day => (IReadOnlyDictionary<Symbol, Bar>)day.Value), count,
            [.. file.Dropped, .. drops.ToList()]);
    }

    /// <exception cref="CsvFormatException">No bar is of a session.</exception>
    private static void DropClosed(
        string name, SortedDictionary<DateOnly, Dictionary<Symbol, Bar>> days, DroppedLinesCounter drops)
    {
        foreach (var (date, bars) in days.Where(day => !MarketClock.Calendar.IsSession(day.Key)).ToArray())
        {
            foreach (var symbol in bars.Keys)
            {
                drops.Add(BarDrops.Closed, () => date < ExchangeCalendar.FirstDay
                    ? $"{name}: {symbol} {date:yyyy-MM-dd} is before the start of the archive, {ExchangeCalendar.FirstDay:yyyy-MM-dd}."
                    : $"{name}: the exchange was closed on {date:yyyy-MM-dd}.");
            }
            days.Remove(date);
        }
        if (days.Count == 0)
        {
            throw new CsvFormatException(
                $"'{name}' has no bars of sessions since the start of the archive, {ExchangeCalendar.FirstDay:yyyy-MM-dd}.");
        }
    }

    /// <summary>
    /// Drops lines of other dates in a file of one day, which are errors. A table of several days has many lines of each.
    /// </summary>
    private static void DropOtherDates(
        string name, bool isFlatFile, SortedDictionary<DateOnly, Dictionary<Symbol, Bar>> days, DroppedLinesCounter drops)
    {
        if (days.Count < 2) return;
        var main = days.MaxBy(day => day.Value.Count);
        if (!isFlatFile && main.Value.Count < MinOneDayBars) return;
        var limit = isFlatFile ? Math.Max(1, main.Value.Count / 10) : main.Value.Count / 100;
        if (days.Any(day => day.Key != main.Key && (day.Value.Count > limit || day.Value.Count == main.Value.Count))) return;
        foreach (var date in days.Keys.Where(date => date != main.Key).ToArray())
        {
            foreach (var symbol in days[date].Keys)
                drops.Add(BarDrops.AnotherDate, () => $"{name}: {symbol} has the date {date:yyyy-MM-dd}, the file {main.Key:yyyy-MM-dd}.");
            days.Remove(date);
        }
    }

    private static string Describe(BarDays file)
    {
        var what = file.IsFlatFile ? "day aggregates" : "daily bars";
        var days = file.Days;
        var (first, last) = (days.Keys.First(), days.Keys.Last());
        return days.Count == 1
            ? $"{what} of {first:yyyy-MM-dd}, {Symbols(days[first].Count)}"
            : $"{what} of {days.Count:N0} days, {first:yyyy-MM-dd} to {last:yyyy-MM-dd}, {Symbols(file.Symbols)}";
    }

    private static string Symbols(int count) => count == 1 ? "1 symbol" : $"{count:N0} symbols";

    private static string? WarningOf(string path, SortedDictionary<DateOnly, Dictionary<Symbol, Bar>> days) =>
        days.Count == 1 && BarFileNames.DateOf(path) is { } named && named != days.Keys.First()
            ? $"The name of '{path}' contains {named:yyyy-MM-dd}, but its bars have the date {days.Keys.First():yyyy-MM-dd}."
            : null;
}
