using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Universes;

namespace Technic.Core.Scans.Requests;

/// <summary>
/// What somebody said about a scan: a value of a <see cref="ScanRequest"/> where they said one, <c>null</c> where they did not. A preset, a saved
/// request and the options of a command line are such changes; applied one after the other, the last one that says something holds.
/// </summary>
public sealed record RequestChanges
{
    /// <summary>Tickers to scan. Whoever knows what they are called fills in the listings.</summary>
    public IReadOnlyList<Symbol>? Symbols { get; init; }

    /// <summary>A file with symbols to scan (<see cref="UniverseFile"/>). It is not opened here.</summary>
    public string? UniverseFile { get; init; }

    /// <inheritdoc cref="ScanRequest.MaxSymbols"/>
    public int? MaxSymbols { get; init; }

    /// <inheritdoc cref="ScanRequest.Days"/>
    public int? Days { get; init; }

    /// <inheritdoc cref="ScanRequest.Frequency"/>
    public Frequency? Frequency { get; init; }

    /// <inheritdoc cref="ScanRequest.AsOf"/>
    public DateOnly? AsOf { get; init; }

    /// <inheritdoc cref="ScanRequest.Sectors"/>
    public IReadOnlyList<string>? Sectors { get; init; }

    /// <inheritdoc cref="ScanRequest.Industries"/>
    public IReadOnlyList<string>? Industries { get; init; }

    /// <inheritdoc cref="ScanRequest.Exchanges"/>
    public IReadOnlyList<string>? Exchanges { get; init; }

    /// <inheritdoc cref="ScanRequest.MinPrice"/>
    public double? MinPrice { get; init; }

    /// <inheritdoc cref="ScanRequest.MinDollarVolume"/>
    public double? MinDollarVolume { get; init; }

    /// <inheritdoc cref="ScanRequest.MinBars"/>
    public int? MinBars { get; init; }

    /// <inheritdoc cref="ScanRequest.MinRating"/>
    public double? MinRating { get; init; }

    /// <inheritdoc cref="ScanRequest.Signals"/>
    public IReadOnlyList<Signal>? Signals { get; init; }

    /// <inheritdoc cref="ScanRequest.AllowShorts"/>
    public bool? AllowShorts { get; init; }

    /// <inheritdoc cref="ScanRequest.Where"/>
    public string? Where { get; init; }

    /// <inheritdoc cref="ScanRequest.Sort"/>
    public string? Sort { get; init; }

    /// <inheritdoc cref="ScanRequest.Ascending"/>
    public bool? Ascending { get; init; }

    /// <inheritdoc cref="ScanRequest.Top"/>
    public int? Top { get; init; }

    /// <inheritdoc cref="ScanRequest.MaxPerSector"/>
    public int? MaxPerSector { get; init; }

    /// <inheritdoc cref="RiskBudget.Account"/>
    public double? Account { get; init; }

    /// <inheritdoc cref="RiskBudget.RiskPercent"/>
    public double? RiskPercent { get; init; }

    /// <inheritdoc cref="RiskBudget.RewardRatio"/>
    public double? RewardRatio { get; init; }

    /// <summary>All that a request says, its symbols left out.</summary>
    public static RequestChanges Of(ScanRequest request) => new()
    {
        MaxSymbols = request.MaxSymbols,
        Days = request.Days,
        Frequency = request.Frequency,
        AsOf = request.AsOf,
        Sectors = request.Sectors,
        Industries = request.Industries,
        Exchanges = request.Exchanges,
        MinPrice = request.MinPrice,
        MinDollarVolume = request.MinDollarVolume,
        MinBars = request.MinBars,
        MinRating = request.MinRating,
        Signals = request.Signals,
        AllowShorts = request.AllowShorts,
        Where = request.Where,
        Sort = request.Sort,
        Ascending = request.Ascending,
        Top = request.Top,
        MaxPerSector = request.MaxPerSector,
        Account = request.Risk.Account,
        RiskPercent = request.Risk.RiskPercent,
        RewardRatio = request.Risk.RewardRatio,
    };

    /// <summary>The request with what is said here, its symbols left as they are.</summary>
    public ScanRequest ApplyTo(ScanRequest request) => request with
    {
        MaxSymbols = MaxSymbols ?? request.MaxSymbols,
        Days = Days ?? request.Days,
        Frequency = Frequency ?? request.Frequency,
        AsOf = AsOf ?? request.AsOf,
        Sectors = Sectors ?? request.Sectors,
        Industries = Industries ?? request.Industries,
        Exchanges = Exchanges ?? request.Exchanges,
        MinPrice = MinPrice ?? request.MinPrice,
        MinDollarVolume = MinDollarVolume ?? request.MinDollarVolume,
        MinBars = MinBars ?? request.MinBars,
        MinRating = MinRating ?? request.MinRating,
        Signals = Signals ?? request.Signals,
        AllowShorts = AllowShorts ?? request.AllowShorts,
        Where = Where ?? request.Where,
        Sort = Sort ?? request.Sort,
        Ascending = Ascending ?? request.Ascending,
        Top = Top ?? request.Top,
        MaxPerSector = MaxPerSector ?? request.MaxPerSector,
        Risk = new RiskBudget(
            Account ?? request.Risk.Account, RiskPercent ?? request.Risk.RiskPercent, RewardRatio ?? request.Risk.RewardRatio),
    };
}
