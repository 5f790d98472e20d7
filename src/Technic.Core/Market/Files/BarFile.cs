namespace Technic.Core.Market.Files;

/// <summary>The bars of a file, as they are written there (not adjusted for splits).</summary>
/// <param name="Frequency">The length of every bar of the file.</param>
/// <param name="Bars">At least one bar for each symbol; the symbols in the order in which they first appear.</param>
/// <param name="Rows">The number of bars of all symbols together.</param>
public sealed record BarFile(Frequency Frequency, IReadOnlyDictionary<Symbol, BarSeries> Bars, int Rows);
