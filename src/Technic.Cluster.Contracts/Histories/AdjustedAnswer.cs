using Technic.Core.Histories;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The answer to a lookup in another form of prices, or the reason why there is none: exceptions lose their types between processes.
/// </summary>
/// <param name="Lookup">The answer; <c>null</c> when there is a reason.</param>
/// <param name="Refused">Why the source cannot give the form.</param>
/// <param name="Failed">Why the splits or dividends could not be loaded.</param>
[GenerateSerializer, Immutable, Alias("technic.AdjustedAnswer")]
public sealed record AdjustedAnswer(
    [property: Id(0)] LookupAnswer? Lookup = null, [property: Id(1)] string? Refused = null, [property: Id(2)] string? Failed = null)
{
    /// <exception cref="ScanRequestException">The source cannot give the form.</exception>
    /// <exception cref="ScanFailedException">The splits or dividends could not be loaded.</exception>
    public HistoryLookup OrThrow() => this switch
    {
        { Lookup: { } answer } => answer.Lookup,
        { Refused: { } refusal } => throw new ScanRequestException(refusal),
        _ => throw new ScanFailedException(Failed ?? "The silo gave no answer."),
    };
}
