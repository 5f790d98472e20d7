using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>The names of the filter rules in the counts of a scan.</summary>
public static class FilterRules
{
    public const string Repeated = "repeated symbol";
    public const string MaxSymbols = "max symbols";
    public const string Type = "type";
    public const string Sector = "sector";
    public const string Industry = "industry";
    public const string Exchange = "exchange";
    public const string NotCurrent = "not current";
    public const string MinBars = "min bars";
    public const string MinPrice = "min price";
    public const string MinDollarVolume = "min dollar volume";
    public const string MinRating = "min rating";
    public const string Signal = "signal";
    public const string Shorts = "shorts not allowed";
    public const string Where = "where";

    /// <summary>The row is ranked, but not among the returned ones. It does not count as filtered.</summary>
    public const string Top = "top";

    /// <summary>The symbol is not among those of the scan. It does not count as filtered.</summary>
    public const string NotRequested = "not among the symbols";
}

/// <summary>The filters without prices.</summary>
internal sealed class ListingFilter(ScanRequest request)
{
    private readonly HashSet<Sector> _sectors = [.. request.Sectors.Select(Sectors.Parse)];
    private readonly HashSet<string> _types = request.Types.Contains(SecurityTypes.All, StringComparer.OrdinalIgnoreCase)
        ? []
        : new HashSet<string>(request.Types, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _exchanges = new(request.Exchanges, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The first rule that excludes a listing; <c>null</c> for none. A missing property of a listing matches no filter except that of
    /// types.
    /// </summary>
    public string? RuleAgainst(Listing listing)
    {
        if (_types.Count > 0 && listing.Type is { } type && !_types.Contains(type)) return FilterRules.Type;
        if (_sectors.Count > 0 && !_sectors.Contains(Sectors.Of(listing.Sector))) return FilterRules.Sector;
        if (request.Industries.Count > 0 && !request.Industries.Any(text => Contains(listing.Industry, text))) return FilterRules.Industry;
        if (_exchanges.Count > 0 && !(listing.Exchange is { } exchange && _exchanges.Contains(exchange))) return FilterRules.Exchange;
        return null;
    }

    private static bool Contains(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false;
}

/// <summary>The filters with prices.</summary>
internal sealed class RowFilter(ScanRequest request)
{
    private readonly HashSet<Signal> _signals = [.. request.Signals];
    private readonly ScanFormulas _formulas = ScanFormulas.Of(request);

    /// <summary>Whether there is a condition.</summary>
    public bool HasCondition => request.Where is not null;

    /// <summary>Whether there is a condition, a part of which can be evaluated only after the ranking.</summary>
    public bool NeedsRanking => HasCondition && _formulas.NeedsRanking;

    /// <summary>The first rule, beside the condition, that excludes a row; <c>null</c> for none.</summary>
    public string? RuleAgainst(ScanRow row)
    {
        if (row.Bars < request.MinBars) return FilterRules.MinBars;
        if (row.Close < request.MinPrice) return FilterRules.MinPrice;
        if ((row.DollarVolume20 ?? 0) < request.MinDollarVolume) return FilterRules.MinDollarVolume;
        if (row.Rating < request.MinRating) return FilterRules.MinRating;
        if (!request.AllowShorts && row.Signal is Signal.Short or Signal.StrongShort) return FilterRules.Shorts;
        if (_signals.Count > 0 && !_signals.Contains(row.Signal)) return FilterRules.Signal;
        return null;
    }

    /// <summary>Whether each of some rows meets the condition; there is one.</summary>
    public bool[] Meet(IReadOnlyList<(Listing Listing, ScanRow Row, bool IsStale)> rows) =>
        _formulas.Hold([.. rows.Select(entry => RankedRow.Unranked(entry.Listing, entry.Row, null, request, entry.IsStale))]);

    /// <summary>
    /// The rows that also meet the part of the condition that depends on the end of the scan, with the values of the formulas.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="market">All rows of the scan, for formulas that compare symbols.</param>
    /// <param name="isLate">Whether the condition of a row could not be checked before.</param>
    public RankedRow[] Keep(RankedRow[] rows, Func<RankedRow[]> market, Predicate<ScanRow> isLate) =>
        _formulas.Apply(rows, market, isChecked: row => !HasCondition || !(NeedsRanking || isLate(row.Row)));
}
