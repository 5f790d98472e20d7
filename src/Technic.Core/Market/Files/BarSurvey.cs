using Technic.Core.Market.Calendar;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>
/// Reads a file once to decide what a single line does not show: the order of day and month, the decimal mark, and whether times of day
/// mean intraday bars. A file that remains ambiguous is rejected with the option that decides it.
/// </summary>
internal sealed class BarSurvey
{
    private static readonly DateOrder[] Orders = [DateOrder.MonthDayYear, DateOrder.DayMonthYear, DateOrder.YearMonthDay];

    private readonly int[] _invalid = new int[Orders.Length];
    private readonly int[] _closed = new int[Orders.Length];
    private int _ordered, _dotted;
    private int _dates, _times;
    private string? _exampleDate, _exampleNumber;
    private bool _areMidnights = true;
    private int _point, _comma, _lonePricePoint, _lonePriceComma;

    // Whether all times are New York midnights, or closes of sessions; the order of the date hardly matters, so the first valid one is
    // used.
    private bool _areNewYorkMidnights = true, _areCloses = true;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CsvFormatException">The file cannot be read, or its dates or numbers are ambiguous.</exception>
    public static BarDialect Of(string path, BarFileOptions options, CancellationToken cancellationToken)
    {
        var survey = new BarSurvey();
        using var reader = CsvReader.Open(path);
        var layout = BarLayout.Read(reader);
        var rows = 0;
        while (reader.Read())
        {
            if ((++rows & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            if (layout.ComplainAboutRecord() is null) survey.Add(reader, layout);
        }
        var order = options.Dates ?? survey.DecideOrder(path, layout);
        return new BarDialect(
            order, options.Decimals ?? survey.DecideMark(path), survey.DecideFrequency(layout), survey.IsNewYorkDay(layout));
    }

    private void Add(CsvReader reader, BarLayout layout)
    {
        var hasPrices = false;
        foreach (var slot in layout.Slots)
        {
            foreach (var column in (ReadOnlySpan<int>)[slot.Open, slot.High, slot.Low, slot.Close])
                hasPrices |= AddNumber(reader[column], isPrice: true);
            AddNumber(reader[slot.Volume], isPrice: false);
        }
        // A line without prices may be a holiday.
        if (hasPrices && DateText.TryParse(reader[layout.Date], layout.Time is { } time ? reader[time] : [], out var date))
            AddDate(date, reader, layout);
    }

    private bool AddNumber(ReadOnlySpan<byte> text, bool isPrice)
    {
        if (NumberText.IsMissing(text)) return false;
        switch (NumberText.HintOf(text))
        {
            case NumberHint.Point:
                _point++;
                break;
            case NumberHint.Comma:
                _comma++;
                break;
            case NumberHint.LonePoint when isPrice:
                _lonePricePoint++;
                break;
            case NumberHint.LoneComma when isPrice:
                _lonePriceComma++;
                _exampleNumber ??= Printable.Of(text);
                break;
            case NumberHint.None:
                return false;
        }
        return true;
    }

    private void AddDate(in DateText date, CsvReader reader, BarLayout layout)
    {
        if (date.NeedsOrder)
        {
            _ordered++;
            if (date.IsDotted) _dotted++;
            _exampleDate ??= Printable.Of(reader[layout.Date]);
            for (var i = 0; i < Orders.Length; i++)
            {
                if (date.Date(Orders[i]) is not { } day) _invalid[i]++;
                else if (!BarParser.MayTrade(day)) _closed[i]++;
            }
        }
        if (date.Time is not { } time)
        {
            _dates++;
            return;
        }
        _times++;
        if (time != TimeSpan.Zero) _areMidnights = false;
        if (!_areNewYorkMidnights && !_areCloses) return;
        var zoned = date.Offset is null ? date with { Offset = layout.Offset } : date;
        if (Local(zoned) is not { } local) return;
        var clock = TimeOnly.FromDateTime(local);
        _areNewYorkMidnights &= clock == default;
        _areCloses &= clock == ExchangeCalendar.RegularClose
            || MarketClock.Calendar.SessionOn(DateOnly.FromDateTime(local))?.Close == clock;
    }

    private static DateTime? Local(in DateText date) =>
        date.InNewYork(DateOrder.MonthDayYear) ?? date.InNewYork(DateOrder.DayMonthYear) ?? date.InNewYork(DateOrder.YearMonthDay);

    private DateOrder DecideOrder(string path, BarLayout layout)
    {
        if (_ordered == 0) return DateOrder.MonthDayYear;
        var fewest = _invalid.Min();
        int[] possible = [.. Enumerable.Range(0, Orders.Length).Where(i => _invalid[i] == fewest)];
        if (possible.Length == 1) return Orders[possible[0]];
        // There is no trading on Sundays: an order that has a bar on one is wrong.
        var open = possible.Min(i => _closed[i]);
        int[] likely = [.. possible.Where(i => _closed[i] <= open * 3)];
        if (likely.Length == 1) return Orders[likely[0]];
        if (_dotted == _ordered && likely.Contains(1)) return DateOrder.DayMonthYear;
        if (layout.HasMonthFirst && likely.Contains(0)) return DateOrder.MonthDayYear;
        var choices = likely.Select(i => $"{BarFileOptions.DatesOption} {Word(Orders[i])}").ToArray();
        throw new CsvFormatException(
            $"'{path}': dates such as {_exampleDate} are ambiguous ({(likely.Length == 2 ? "two" : "three")} readings): "
            + $"use {string.Join(", ", choices[..^1])} or {choices[^1]}.");
    }

    /// <summary>The value of <see cref="BarFileOptions.DatesOption"/>.</summary>
    private static string Word(DateOrder order) => order switch
    {
        DateOrder.MonthDayYear => "mdy",
        DateOrder.DayMonthYear => "dmy",
        _ => "ymd",
    };

    private DecimalMark DecideMark(string path)
    {
        if (_point > 0 && _comma > 0)
        {
            // A few typing errors do not change the decimal mark of the file.
            if (_point > 100 * _comma) return DecimalMark.Point;
            if (_comma > 100 * _point) return DecimalMark.Comma;
            throw new CsvFormatException($"'{path}' has both numbers with a decimal point and numbers with a decimal comma: {MarkChoice}");
        }
        if (_comma > 0) return DecimalMark.Comma;
        if (_point > 0 || _lonePricePoint > 0 || _lonePriceComma == 0) return DecimalMark.Point;
        throw new CsvFormatException($"'{path}': prices such as {_exampleNumber} are ambiguous: {MarkChoice}");
    }

    private static string MarkChoice => $"use {BarFileOptions.DecimalsOption} point or {BarFileOptions.DecimalsOption} comma.";

    private bool AreDays => _times == 0 || _areMidnights || _areNewYorkMidnights || _areCloses;

    private Frequency DecideFrequency(BarLayout layout) =>
        layout.IsFlatFile || AreDays || _dates >= _times ? Frequency.Daily : Frequency.Intraday;

    private bool IsNewYorkDay(BarLayout layout) => layout.IsFlatFile || (_times > 0 && !_areMidnights && AreDays);
}
