using Technic.Core.Market;
using Technic.Core.Rating;

namespace Technic.Core.Scans;

/// <summary>The reasons why chosen symbols are not among the rows of a scan. Without chosen symbols it does nothing.</summary>
internal sealed class OutcomeReasons(IReadOnlyList<Symbol> chosen)
{
    private const string OldCopy = "only older prices: the provider failed";

    private readonly HashSet<Symbol> _chosen = [.. chosen];
    private readonly Dictionary<Symbol, SymbolReason> _reasons = [];

    /// <summary>The reasons, by ticker.</summary>
    public IReadOnlyList<SymbolReason> All => [.. _reasons.Values.OrderBy(reason => reason.Symbol)];

    /// <summary>Adds a reason, if the symbol is a chosen one.</summary>
    public void Add(Symbol symbol, string reason, bool isFailure = false)
    {
        if (_chosen.Count > 0 && _chosen.Contains(symbol)) _reasons[symbol] = new SymbolReason(symbol, reason, isFailure);
    }

    /// <summary>
    /// Replaces the reason for a symbol, if there is one: its newest prices are missing because the provider failed, so that no rule
    /// decides.
    /// </summary>
    public void SetOldCopy(Symbol symbol)
    {
        if (_reasons.ContainsKey(symbol)) _reasons[symbol] = new SymbolReason(symbol, OldCopy, IsFailure: true);
    }

    /// <summary>Adds a reason for the chosen ones of some symbols.</summary>
    public void AddAll(IReadOnlyList<Listing> listings, string reason)
    {
        if (_chosen.Count == 0) return;
        foreach (var listing in listings) Add(listing.Symbol, reason);
    }

    /// <summary>Removes the reasons for some symbols.</summary>
    public void RemoveAll(IReadOnlyList<Listing> listings)
    {
        if (_chosen.Count == 0) return;
        foreach (var listing in listings) _reasons.Remove(listing.Symbol);
    }

    /// <summary>Adds a reason for the chosen ones of some rows that are not among the remaining rows.</summary>
    public void AddAll(
        List<(int Candidate, ScanRow Row, bool IsStale)> rows, IReadOnlyList<RankedRow> remaining, string reason) =>
        AddMissing(rows.Select(entry => entry.Row.Symbol), remaining, reason);

    /// <inheritdoc cref="AddAll(List{ValueTuple{int, ScanRow, bool}}, IReadOnlyList{RankedRow}, string)"/>
    public void AddAll(IReadOnlyList<RankedRow> rows, IReadOnlyList<RankedRow> remaining, string reason) =>
        AddMissing(rows.Select(row => row.Row.Symbol), remaining, reason);

    private void AddMissing(IEnumerable<Symbol> symbols, IReadOnlyList<RankedRow> remaining, string reason)
    {
        if (_chosen.Count == 0) return;
        var present = remaining.Select(row => row.Row.Symbol).ToHashSet();
        foreach (var symbol in symbols)
        {
            if (!present.Contains(symbol)) Add(symbol, reason);
        }
    }
}
