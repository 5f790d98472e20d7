namespace Technic.Chaos;

/// <summary>What a run does.</summary>
/// <param name="Duration">The time with failures; the first load of the market comes before it, and a check of the calm after it.</param>
/// <param name="Seed">Of the failures.</param>
/// <param name="Silos">How many silos there are when none has failed.</param>
/// <param name="Symbols">The symbols of the market.</param>
/// <param name="Rate">The requests a minute that the provider allows.</param>
/// <param name="Pause">The mean time between two failures.</param>
/// <param name="Only">The kinds of failures; empty for all.</param>
internal sealed record ChaosOptions(
    TimeSpan Duration, int Seed, int Silos, int Symbols, int Rate, TimeSpan Pause, IReadOnlyList<string> Only);
