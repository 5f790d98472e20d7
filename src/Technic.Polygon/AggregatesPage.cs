using Technic.Core.Market;

namespace Technic.Polygon;

/// <summary>One page of bars as it was sent: what is missing or malformed is NaN, for its bar to be dropped and counted.</summary>
/// <param name="Envelope">What stands around the bars.</param>
/// <param name="Bars">The bars in the order of the answer.</param>
/// <param name="Tickers">The ticker of each bar, where bars carry one; else empty.</param>
internal sealed record AggregatesPage(Envelope Envelope, List<Bar> Bars, List<string?> Tickers);

/// <summary>What every answer may say beside its results.</summary>
internal readonly record struct Envelope(string? Ticker, string? Status, string? Error, string? Message, string? NextUrl);
