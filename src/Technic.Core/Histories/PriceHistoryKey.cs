using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Reports;

namespace Technic.Core.Histories;

/// <summary>
/// The key of a price history. The text form is <c>AAPL_90_daily</c> or <c>NVDA_30_intraday</c>, and for a replay
/// <c>AAPL_90_daily@2021-04-21</c>: the histories of a replay are separate from current ones.
/// </summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Days">CALENDAR days back from the as-of day, in every tier: 1 … <see cref="MaxDays"/>.</param>
/// <param name="Frequency">The length of a bar.</param>
/// <param name="Replay">The last visible day of a replay (New York date); <c>null</c> for the present.</param>
public readonly record struct PriceHistoryKey(Symbol Symbol, int Days, Frequency Frequency, DateOnly? Replay = null)
{
    /// <summary>The widest window: a hundred years.</summary>
    public const int MaxDays = 36_525;

    /// <summary>The window of daily bars that scans keep, in calendar days: what every rule of a rating needs.</summary>
    public const int UsualDays = 400;

    /// <summary>The error message for an invalid number of days; <c>null</c> when it is valid.</summary>
    public static string? ComplainAboutDays(long days) =>
        days is >= 1 and <= MaxDays ? null : $"days must be between 1 and {MaxDays}, not {days}.";

    /// <summary>The key's text form.</summary>
    public override string ToString() => Replay is { } day
        ? string.Create(CultureInfo.InvariantCulture, $"{Symbol}_{Days}_{Frequency.Word()}@{day:yyyy-MM-dd}")
        : string.Create(CultureInfo.InvariantCulture, $"{Symbol}_{Days}_{Frequency.Word()}");

    /// <summary>Parses the text form.</summary>
    /// <exception cref="FormatException">The text is not a key; the message explains it in one sentence.</exception>
    public static PriceHistoryKey Parse(string text) =>
        TryParse(text, out var key)
            ? key
            : throw new FormatException($"Invalid key '{text}': expected SYMBOL_DAYS_FREQUENCY, e.g. AAPL_90_daily.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out PriceHistoryKey key)
    {
        key = default;
        if (text is null) return false;
        DateOnly? replay = null;
        var at = text.IndexOf('@');
        if (at >= 0)
        {
            const DateTimeStyles Style = DateTimeStyles.None;
            if (!DateOnly.TryParseExact(text.AsSpan(at + 1), "yyyy-MM-dd", CultureInfo.InvariantCulture, Style, out var day)) return false;
            replay = day;
            text = text[..at];
        }
        var parts = text.Split('_');
        if (parts.Length != 3
            || !Symbol.TryParse(parts[0], out var symbol)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            || ComplainAboutDays(days) is not null
            || !Frequencies.TryParse(parts[2], out var frequency)) return false;
        key = new PriceHistoryKey(symbol, days, frequency, replay);
        return true;
    }
}
