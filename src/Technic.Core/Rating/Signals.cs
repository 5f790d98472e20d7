using System.Diagnostics.CodeAnalysis;
using Technic.Core.Text;

namespace Technic.Core.Rating;

/// <summary>The names of <see cref="Signal"/>; case, spaces, <c>-</c> and <c>_</c> are ignored.</summary>
public static class Signals
{
    /// <summary>All signals, the strongest long one first.</summary>
    public static IReadOnlyList<Signal> All { get; } = [Signal.StrongLong, Signal.Long, Signal.Neutral, Signal.Short, Signal.StrongShort];

    /// <summary>The names of all signals, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [nameof(Signal.StrongLong), nameof(Signal.Long), nameof(Signal.Neutral), nameof(Signal.Short), nameof(Signal.StrongShort)];

    /// <summary>The signal's name: <c>StrongLong</c>.</summary>
    public static string Name(this Signal signal) => signal switch
    {
        Signal.StrongLong => nameof(Signal.StrongLong),
        Signal.Long => nameof(Signal.Long),
        Signal.Neutral => nameof(Signal.Neutral),
        Signal.Short => nameof(Signal.Short),
        Signal.StrongShort => nameof(Signal.StrongShort),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Unknown signal."),
    };

    /// <summary>The signal with a name.</summary>
    /// <exception cref="FormatException">The signal is unknown; the message lists the signals.</exception>
    public static Signal Parse(string name) => TryParse(name, out var signal) ? signal : throw new FormatException(Complaint(name));

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? name, out Signal signal)
    {
        signal = Signal.Neutral;
        if (name is not { Length: > 0 and <= 64 }) return false;
        var letters = string.Concat(name.Where(c => c is not (' ' or '-' or '_')));
        foreach (var known in All)
        {
            if (!known.Name().Equals(letters, StringComparison.OrdinalIgnoreCase)) continue;
            signal = known;
            return true;
        }
        return false;
    }

    /// <summary>The error message for an unknown signal; <c>null</c> for a known one.</summary>
    public static string? Complaint(string? name)
    {
        if (TryParse(name, out _)) return null;
        var meant = Suggestion.DidYouMean(name ?? "", Names);
        return $"Unknown signal '{Printable.Of(name ?? "")}'{meant}: expected {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}.";
    }
}
