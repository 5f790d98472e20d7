using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>One session of the whole market.</summary>
/// <param name="Day">The New York date that was asked for.</param>
/// <param name="Bars">The daily bar of every symbol that traded; empty on a day without a session.</param>
/// <param name="Defects">Bars that were sent and not used; one without a usable ticker counts as impossible.</param>
public sealed record GroupedDay(DateOnly Day, IReadOnlyDictionary<Symbol, Bar> Bars, BarDefects Defects);
