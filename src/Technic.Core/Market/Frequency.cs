using System.Diagnostics.CodeAnalysis;
using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>The length of a bar, and the hours of a day with bars.</summary>
public enum Frequency
{
    /// <summary>One bar per session.</summary>
    Daily,

    /// <summary>Bars of five minutes within regular hours, 9:30 to 16:00 New York.</summary>
    Intraday,

    /// <summary>Bars of five minutes, including pre- and after-market.</summary>
    Extended,
}

/// <summary>The words of <see cref="Frequency"/> and their lengths.</summary>
public static class Frequencies
{
    /// <summary>The length of one <see cref="Frequency.Intraday"/> or <see cref="Frequency.Extended"/> bar, in minutes.</summary>
    public const int IntradayMinutes = 5;

    /// <summary>All words, in the order of <see cref="Frequency"/>.</summary>
    public static IReadOnlyList<string> Words { get; } = ["daily", "intraday", "extended"];

    /// <summary>The word used in keys, requests and output: <c>daily</c>, <c>intraday</c> or <c>extended</c>.</summary>
    public static string Word(this Frequency frequency) => frequency switch
    {
        Frequency.Daily => "daily",
        Frequency.Intraday => "intraday",
        Frequency.Extended => "extended",
        _ => throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "Unknown frequency."),
    };

    /// <summary>The frequency of a word.</summary>
    /// <exception cref="FormatException">The word is unknown; the message is one sentence.</exception>
    public static Frequency Parse(string word) => TryParse(word, out var frequency)
        ? frequency
        : throw new FormatException(
            $"Unknown frequency '{Printable.Of(word)}': expected {string.Join(", ", Words.SkipLast(1))} or {Words[^1]}.");

    public static bool TryParse([NotNullWhen(true)] string? word, out Frequency frequency)
    {
        frequency = word switch { "intraday" => Frequency.Intraday, "extended" => Frequency.Extended, _ => Frequency.Daily };
        return word is "daily" or "intraday" or "extended";
    }
}
