using Technic.Core.Text;

namespace Technic.Core.Market.Files;

/// <summary>The daily bars of one or more files by day, as written there.</summary>
/// <param name="Days">The bars of each day, by symbol.</param>
/// <param name="Symbols">The number of symbols of all days.</param>
/// <param name="IsFlatFile">Whether they are a vendor's day aggregates (a column <c>window_start</c>).</param>
/// <param name="Dropped">The dropped lines, by reason.</param>
internal sealed record BarDays(
    SortedDictionary<DateOnly, Dictionary<Symbol, Bar>> Days, int Symbols, bool IsFlatFile, IReadOnlyList<DroppedLines> Dropped);
