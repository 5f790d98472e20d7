using System.Globalization;
using Technic.Core.Market.Calendar;
using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>A bar and its position in the files, so that messages about repeated bars can name both lines.</summary>
internal readonly record struct BarRow(Bar Bar, int Line, int File);

/// <summary>The result of reading a bar from a line.</summary>
internal enum BarOutcome
{
    Read,

    /// <summary>It is unusable and was counted.</summary>
    Dropped,

    /// <summary>The line is ambiguous: the whole file must be surveyed and read again.</summary>
    NeedsSurvey,
}

/// <summary>
/// Converts a reader's records to bars. Without a dialect it reads only unambiguous values (ISO dates, plain numbers), as in nearly all
/// large files, at full speed.
/// </summary>
internal sealed class BarParser(CsvReader reader, BarLayout layout, BarDialect? dialect, DroppedLinesCounter drops)
{
    private const int DateLength = 10;
    private const int FirstYear = 1900;
    private const int LastYear = 2199;

    // In a flat file all lines have the same instant.
    private long _nanoseconds = -1;
    private DateTime _local;

    private Frequency? _frequency = dialect?.Frequency;
    private int _firstLine;
    private readonly CsvReader _reader = reader;
    private readonly BarDialect? _dialect = dialect;

    /// <summary>The length of the bars read so far.</summary>
    public Frequency Frequency => _frequency ?? Frequency.Daily;

    /// <summary>Whether a day may have trading: a session of the calendar, or a weekday before its first year.</summary>
    public static bool MayTrade(DateOnly day) =>
        MarketClock.Calendar.IsSession(day)
        || (day < ExchangeCalendar.FirstDay && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    /// <summary>The bars of days without a session. Whether they are used depends on their number in the whole file.</summary>
    public DroppedLinesCounter Closed { get; } = new();

    /// <summary>Whether the record has the header's columns; otherwise it is counted as dropped.</summary>
    public bool FitsHeader()
    {
        if (layout.ComplainAboutRecord() is not { } complaint) return true;
        Drop(BarDrops.WrongColumns, complaint);
        return false;
    }

    /// <summary>Counts the record as dropped.</summary>
    public BarOutcome Drop(string reason, string complaint)
    {
        drops.Add(reason, () => _reader.Complain(complaint).Message);
        return BarOutcome.Dropped;
    }

    /// <summary>Reads a bar of the record.</summary>
    public BarOutcome Read(in BarSlot slot, out BarRow row, int file)
    {
        row = default;
        var numbers = new Numbers(this);
        var open = numbers.Read(slot.Open);
        var high = numbers.Read(slot.High);
        var low = numbers.Read(slot.Low);
        var close = numbers.Read(slot.Close);
        if (numbers.Missing == 4) return Drop(BarDrops.NoPrices, "no prices.");
        var volume = numbers.Read(slot.Volume);
        if (numbers.NeedsSurvey) return BarOutcome.NeedsSurvey;

        var outcome = ReadTime(out var time);
        if (outcome != BarOutcome.Read) return outcome;
        if (numbers.FirstBad is { } bad)
            return Drop(BarDrops.InvalidNumber, $"the {Name(slot, bad)} '{Printable.Of(_reader[bad])}' is not a number.");
        if (Complaint(slot, open, high, low, close, volume) is { } complaint) return Drop(BarDrops.Impossible, complaint);
        row = new BarRow(new Bar(time, open, high, low, close, volume), _reader.Line, file);
        return BarOutcome.Read;
    }

    private BarOutcome ReadTime(out BarTime time)
    {
        time = default;
        if (layout.Period is { } period && !IsKnownPeriod(_reader[period]))
            return Drop(
                BarDrops.OtherLength, $"unsupported period '{Printable.Of(_reader[period])}': expected daily (D) or 5-minute bars.");
        if (IsPlainDay(out var plain))
        {
            _frequency = Frequency.Daily;
            if (_firstLine == 0) _firstLine = _reader.Line;
            if (!MayTrade(plain)) CountClosed(plain);
            time = BarTime.OfDay(plain);
            return BarOutcome.Read;
        }
        var outcome = layout.IsFlatFile ? ReadWindowStart(out var local, out var frequency)
            : _dialect is null ? ReadPlain(out local, out frequency)
            : ReadInDialect(_dialect, out local, out frequency);
        if (outcome != BarOutcome.Read) return outcome;
        if (_frequency is null) _frequency = frequency;
        if (_firstLine == 0) _firstLine = _reader.Line;
        if (frequency != _frequency)
        {
            if (_dialect is null) return BarOutcome.NeedsSurvey;
            return Drop(BarDrops.OtherLength,
                $"not the bar length of line {_firstLine}: expected daily or {Frequencies.IntradayMinutes}-minute bars.");
        }
        var day = DateOnly.FromDateTime(local);
        if (!MayTrade(day)) CountClosed(day);
        if (frequency == Frequency.Intraday && (local.Minute % Frequencies.IntradayMinutes != 0 || local.Second != 0))
        {
            return Drop(
                BarDrops.OtherLength,
                $"'{Printable.Of(_reader[layout.Date])}' is not the start of a {Frequencies.IntradayMinutes}-minute bar.");
        }
        time = frequency == Frequency.Daily ? BarTime.OfDay(day) : BarTime.Of(day, TimeOnly.FromDateTime(local));
        return BarOutcome.Read;
    }

    private void CountClosed(DateOnly day)
    {
        var line = _reader.Line;
        Closed.Add(
            BarDrops.Closed, () => new CsvFormatException(_reader.Path, line, $"the exchange was closed on {day:yyyy-MM-dd}.").Message);
    }

    /// <summary>Whether the date of the line is unambiguous, as in nearly all lines.</summary>
    private bool IsPlainDay(out DateOnly day)
    {
        day = default;
        return _dialect is null && _frequency != Frequency.Intraday && !layout.IsFlatFile && layout.Time is null && layout.Offset is null
            && TryParseDate(_reader[layout.Date], out day, out var rest) && rest.IsEmpty;
    }

    /// <summary>A date in ISO format or as <c>20210421</c>; with a time of day the start of an intraday bar.</summary>
    private BarOutcome ReadPlain(out DateTime local, out Frequency frequency)
    {
        (local, frequency) = (default, Frequency.Daily);
        var text = _reader[layout.Date];
        if (layout.Time is not null || layout.Offset is not null) return BarOutcome.NeedsSurvey;
        if (!TryParseDate(text, out var date, out var rest)) return BarOutcome.NeedsSurvey;
        local = date.ToDateTime(default);
        if (rest.IsEmpty) return BarOutcome.Read;
        // At these times the bar may also be a daily one.
        var isTime = TryParseTimeOfDay(rest, out var time);
        if (!isTime || time == default || time == ExchangeCalendar.RegularClose || time == ExchangeCalendar.HalfDayClose)
            return BarOutcome.NeedsSurvey;
        (local, frequency) = (date.ToDateTime(time), Frequency.Intraday);
        return BarOutcome.Read;
    }

    private BarOutcome ReadInDialect(BarDialect dialect, out DateTime local, out Frequency frequency)
    {
        (local, frequency) = (default, Frequency.Daily);
        var parsed = DateText.TryParse(_reader[layout.Date], layout.Time is { } column ? _reader[column] : [], out var text);
        if (parsed && text.Time is not null && text.Offset is null) text = text with { Offset = layout.Offset };
        if (!parsed || text.Wall(dialect.Order) is not { } wall || text.InNewYork(dialect.Order) is not { } newYork)
        {
            return Drop(BarDrops.InvalidDate,
                $"Invalid date '{Printable.Of(_reader[layout.Date])}': expected 2021-04-21, or for 5-minute bars 2021-04-21T09:35.");
        }
        local = dialect is { Frequency: Frequency.Daily, IsNewYorkDay: false } ? wall : newYork;
        var isDay = text.Time is null || (dialect.Frequency == Frequency.Daily
            && (dialect.IsNewYorkDay || local.TimeOfDay == TimeSpan.Zero || local.TimeOfDay == ExchangeCalendar.RegularClose.ToTimeSpan()));
        frequency = isDay ? Frequency.Daily : Frequency.Intraday;
        return BarOutcome.Read;
    }

    /// <summary>The day of a line in a flat file, in nanoseconds since 1970 UTC; only a New York midnight is the start of a day.</summary>
    private BarOutcome ReadWindowStart(out DateTime local, out Frequency frequency)
    {
        (local, frequency) = (default, Frequency.Daily);
        var text = _reader[layout.Date];
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds) || text.Length is < 16 or > 19)
        {
            return Drop(BarDrops.InvalidDate,
                $"Invalid window_start '{Printable.Of(text)}': expected the start of the day in nanoseconds since 1970.");
        }
        if (nanoseconds != _nanoseconds)
        {
            _nanoseconds = nanoseconds;
            _local = NewYork.LocalTime(DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick));
        }
        local = _local;
        return local.TimeOfDay == TimeSpan.Zero ? BarOutcome.Read
            : Drop(BarDrops.NotADay, $"the line begins at {local:yyyy-MM-dd HH:mm} New York time, not at midnight: it is not a day.");
    }

    private static bool IsKnownPeriod(ReadOnlySpan<byte> period) =>
        period is [(byte)'D' or (byte)'d'] or [(byte)'5'] || period.SequenceEqual("1440"u8);

    private static string? Complaint(in BarSlot slot, double open, double high, double low, double close, double volume, CsvReader reader)
    {
        foreach (var (column, name, price) in (ReadOnlySpan<(int, string, double)>)
            [(slot.Open, "open", open), (slot.High, "high", high), (slot.Low, "low", low), (slot.Close, "close", close)])
        {
            if (price <= 0) return $"invalid {name} {reader.Text(column)}: expected a price above 0.";
            if (price > BarBounds.MaxAdjustedPrice)
                return $"invalid {name} {reader.Text(column)}: expected at most {BarBounds.MaxAdjustedPrice:0}.";
        }
        if (high < low) return $"the high {reader.Text(slot.High)} is below the low {reader.Text(slot.Low)}.";
        if (volume < 0) return $"the volume {reader.Text(slot.Volume)} is negative.";
        return volume > BarBounds.MaxAdjustedVolume
            ? $"invalid volume {reader.Text(slot.Volume)}: expected at most {BarBounds.MaxAdjustedVolume:0}."
            : null;
    }

    private string? Complaint(in BarSlot slot, double open, double high, double low, double close, double volume) =>
        BarBounds.IsPossible(new Bar(default, open, high, low, close, volume))
            ? null
            : Complaint(slot, open, high, low, close, volume, _reader);

    private static string Name(in BarSlot slot, int column) =>
        column == slot.Open ? "open"
        : column == slot.High ? "high"
        : column == slot.Low ? "low"
        : column == slot.Close ? "close"
        : "volume";

    private static bool TryParseDate(ReadOnlySpan<byte> text, out DateOnly date, out ReadOnlySpan<byte> rest)
    {
        date = default;
        rest = [];
        int year, month, day;
        if (text.Length == 8)
        {
            if (!TryParseDigits(text[..4], out year) || !TryParseDigits(text[4..6], out month) || !TryParseDigits(text[6..], out day))
                return false;
        }
        else
        {
            if (text.Length < DateLength || text[4] != '-' || text[7] != '-') return false;
            if (!TryParseDigits(text[..4], out year) || !TryParseDigits(text[5..7], out month) || !TryParseDigits(text[8..10], out day))
                return false;
            rest = text[DateLength..];
        }
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads <c>T09:35</c> or <c> 09:35</c>, with or without <c>:00</c>.</summary>
    private static bool TryParseTimeOfDay(ReadOnlySpan<byte> text, out TimeOnly time)
    {
        time = default;
        if (text.Length == 9 && text.EndsWith(":00"u8)) text = text[..6];
        if (text.Length != 6 || text[0] is not ((byte)'T' or (byte)' ') || text[3] != ':') return false;
        if (!TryParseDigits(text[1..3], out var hour) || !TryParseDigits(text[4..], out var minute) || hour > 23 || minute > 59)
            return false;
        time = new TimeOnly(hour, minute);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = (10 * number) + (digit - '0');
        }
        return true;
    }

    /// <summary>Reads the numbers of one bar and records their errors.</summary>
    private ref struct Numbers(BarParser parser)
    {
        public int Missing { get; private set; }

        public bool NeedsSurvey { get; private set; }

        /// <summary>The column of the first field that is not a number.</summary>
        public int? FirstBad { get; private set; }

        public double Read(int column)
        {
            var dialect = parser._dialect;
            var text = parser._reader[column];
            if (dialect is not { Mark: DecimalMark.Comma }
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number))
                return number;
            if (NumberText.IsMissing(text))
            {
                Missing++;
                FirstBad ??= column;
            }
            else if (dialect is null) NeedsSurvey = true;
            else if (NumberText.TryParse(text, dialect.Mark, out number)) return number;
            else FirstBad ??= column;
            return double.NaN;
        }
    }
}
