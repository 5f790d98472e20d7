using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>One page of a symbol's bars as received: missing or malformed values are NaN, so that the bar is dropped and counted.</summary>
/// <param name="Envelope">The fields beside the bars.</param>
/// <param name="Bars">The bars in the order of the response.</param>
internal sealed record AggregatesPage(Envelope Envelope, List<Bar> Bars);

/// <summary>The bars of the whole market on one day, cleaned.</summary>
/// <param name="Envelope">The fields beside the bars.</param>
/// <param name="Day">The bars; a bar without a usable ticker counts as impossible.</param>
internal sealed record GroupedPage(Envelope Envelope, FetchedDay Day);

/// <summary>The optional fields of every response beside its results.</summary>
internal readonly record struct Envelope(string? Ticker, string? Status, string? Error, string? Message, string? NextUrl);
