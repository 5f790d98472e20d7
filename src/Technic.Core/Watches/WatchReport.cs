using Technic.Core.Archive;
using Technic.Core.Market;
using Technic.Core.Scans;

namespace Technic.Core.Watches;

/// <summary>The result of a watch's last check.</summary>
public sealed record WatchReport
{
    /// <summary>The session of the data (New York date).</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The time of the check.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>The session of the earlier check that this one is compared with; <c>null</c> for the first check.</summary>
    public DateOnly? ComparedWith { get; init; }

    /// <summary>The name of the price source.</summary>
    public required string Source { get; init; }

    /// <summary>The reliability of the bars of the session.</summary>
    public required DayState Data { get; init; }

    /// <summary>Requested symbols: <c>Requested = Ranked + Filtered + Failed</c>.</summary>
    public required int Requested { get; init; }

    /// <summary>Symbols that passed every filter.</summary>
    public required int Ranked { get; init; }

    /// <summary>Symbols that a rule excluded.</summary>
    public required int Filtered { get; init; }

    /// <summary>Symbols without a row.</summary>
    public required int Failed { get; init; }

    /// <summary>Rows computed from an old copy because the provider failed.</summary>
    public required int Stale { get; init; }

    /// <summary>The symbols that match, in the order of the scan.</summary>
    public required IReadOnlyList<WatchMatch> Matches { get; init; }

    /// <summary>The matching symbols that did not match at the earlier check; none at the first check.</summary>
    public required IReadOnlyList<Symbol> Entered { get; init; }

    /// <summary>The symbols that matched at the earlier check and do not match any more, by ticker.</summary>
    public required IReadOnlyList<MissedMatch> Left { get; init; }

    /// <summary>
    /// The symbols that matched at the earlier check and could not be checked, because their prices are missing, by ticker. They have not
    /// left: they keep the session since when they match.
    /// </summary>
    public required IReadOnlyList<MissedMatch> Unknown { get; init; }

    /// <summary>What the check of a later session is compared with.</summary>
    public WatchBaseline ToBaseline() => new(
        AsOf,
        [
            .. Matches.Select(match => new EarlierMatch(match.Symbol, match.Since)),
            .. Unknown.Select(missed => new EarlierMatch(missed.Symbol, missed.Since)),
        ]);

    /// <summary>The report of a scan.</summary>
    /// <param name="earlier">The earlier check; <c>null</c> for none.</param>
    /// <param name="scan">
    /// The scan, with the reasons for the symbols of the earlier check (<see cref="ScanRequest.ReasonsFor"/>).
    /// </param>
    /// <param name="checkedAt">The time of the check.</param>
    public static WatchReport Next(WatchBaseline? earlier, ScanResult scan, DateTimeOffset checkedAt)
    {
        var (summary, since) = (scan.Summary, earlier?.Since() ?? []);
        WatchMatch[] matches =
        [
            .. scan.Rows.Select(row => new WatchMatch(
                row.Row.Symbol, since.GetValueOrDefault(row.Row.Symbol, summary.AsOf), row.Row.Close, row.Row.Rating)),
        ];
        foreach (var match in matches) since.Remove(match.Symbol);
        var reasons = scan.Reasons.ToDictionary(reason => reason.Symbol);
        var missed = since.OrderBy(entry => entry.Key)
            .Select(entry => (Match: new MissedMatch(entry.Key, entry.Value, ReasonOf(entry.Key).Reason), ReasonOf(entry.Key).IsFailure))
            .ToLookup(entry => entry.IsFailure, entry => entry.Match);
        var known = earlier?.Symbols.Select(match => match.Symbol).ToHashSet();
        return new WatchReport
        {
            AsOf = summary.AsOf,
            CheckedAt = checkedAt,
            ComparedWith = earlier?.Session,
            Source = summary.Source,
            Data = summary.Data,
            Requested = summary.Requested,
            Ranked = summary.Ranked,
            Filtered = summary.Filtered,
            Failed = summary.Failed,
            Stale = summary.Stale,
            Matches = matches,
            Entered = known is null ? [] : [.. matches.Select(match => match.Symbol).Where(symbol => !known.Contains(symbol))],
            Left = [.. missed[false]],
            Unknown = [.. missed[true]],
        };

        SymbolReason ReasonOf(Symbol symbol) =>
            reasons.GetValueOrDefault(symbol) ?? new SymbolReason(symbol, FilterRules.NotRequested, IsFailure: false);
    }
}

/// <summary>A symbol that matches.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Since">The first session of the unbroken run of checks in which it matched (New York date).</param>
/// <param name="Close">The last close, in US dollars.</param>
/// <param name="Rating">The rating, −100 to 100.</param>
public sealed record WatchMatch(Symbol Symbol, DateOnly Since, double Close, double Rating);

/// <summary>A symbol that matched at the earlier check, and is not among the matches.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Since">The first session of the run of checks in which it matched (New York date).</param>
/// <param name="Reason">The rule that excluded it, or why its prices are missing.</param>
public sealed record MissedMatch(Symbol Symbol, DateOnly Since, string Reason);

/// <summary>The symbols that matched at a check, for the comparison with a later session.</summary>
/// <param name="Session">The session of the check (New York date).</param>
/// <param name="Symbols">The symbols that matched, and those that could not be checked.</param>
public sealed record WatchBaseline(DateOnly Session, IReadOnlyList<EarlierMatch> Symbols)
{
    internal Dictionary<Symbol, DateOnly> Since() => Symbols.ToDictionary(match => match.Symbol, match => match.Since);
}

/// <summary>A symbol that matched at an earlier check.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="Since">The first session of the unbroken run of checks in which it matched (New York date).</param>
public readonly record struct EarlierMatch(Symbol Symbol, DateOnly Since);
