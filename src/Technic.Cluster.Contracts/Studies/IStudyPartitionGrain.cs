using System.Collections.Immutable;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Studies.Partitions;

namespace Technic.Cluster.Contracts;

/// <summary>
/// One partition of the symbols (<see cref="SymbolPartition"/>) for studies: it is placed where the partition is at home, holds the bars of
/// its symbols while studies ask for them, and computes everything that is computed from bars. Each call answers within a second, with
/// <c>null</c> while it works; with <see cref="StudyPartitionAnswer{T}.HasPrices"/> <c>false</c> if the silo has other prices or
/// methods, or cannot read the prices: then the study computes itself.
/// </summary>
[Alias("technic.IStudyPartitionGrain")]
public interface IStudyPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>The symbols and the days of the partition.</summary>
    /// <param name="call">The id of the call: the same in each question.</param>
    /// <param name="prices">The prices.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    [Alias("Outline")]
    Task<StudyPartitionAnswer<StudyOutlineMessage>?> OutlineAsync(
        Guid call, StudyPricesMessage prices, CancellationToken cancellationToken = default);

    /// <summary>Searches for signals, and computes what followed (<see cref="StudyPartition.Find"/>).</summary>
    /// <param name="call">The id of the call: the same in each question.</param>
    /// <param name="query">What to search for.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The findings (<see cref="PartitionCodec"/>).</returns>
    [Alias("Find")]
    Task<StudyPartitionAnswer<byte[]>?> FindAsync(Guid call, StudyPartitionQuery query, CancellationToken cancellationToken = default);

    /// <summary>The moves of trades by day (<see cref="StudyPartition.MovesOf"/>).</summary>
    /// <param name="call">The id of the call: the same in each question.</param>
    /// <param name="query">The trades.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    [Alias("Moves")]
    Task<StudyPartitionAnswer<double[]>?> MovesAsync(Guid call, StudyMovesQuery query, CancellationToken cancellationToken = default);
}

/// <summary>The answer of a partition.</summary>
/// <param name="HasPrices">Whether the silo has the prices and the methods of the study.</param>
/// <param name="Value">The answer; <c>null</c> without these prices, or if the request is refused.</param>
/// <param name="Refused">Why the request is invalid.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyPartitionAnswer`1")]
public sealed record StudyPartitionAnswer<T>(
    [property: Id(0)] bool HasPrices, [property: Id(1)] T? Value = null, [property: Id(2)] string? Refused = null)
    where T : class;

/// <summary>Prices of a time.</summary>
/// <param name="Name">A name that changes with the prices.</param>
/// <param name="From">The first day (New York date); <c>null</c> for all.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyPrices")]
public sealed record StudyPricesMessage([property: Id(0)] string Name, [property: Id(1)] DateOnly? From);

/// <summary>The symbols of a partition, ascending, and the days on which one of them traded.</summary>
/// <param name="Symbols">The symbols.</param>
/// <param name="Bars">The number of bars of each.</param>
/// <param name="LastDays">The day of the last bar of each.</param>
/// <param name="Days">The days, ascending.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyOutline")]
public sealed record StudyOutlineMessage(
    [property: Id(0)] ImmutableArray<string> Symbols,
    [property: Id(1)] ImmutableArray<int> Bars,
    [property: Id(2)] ImmutableArray<DateOnly> LastDays,
    [property: Id(3)] ImmutableArray<DateOnly> Days);

/// <summary>What a partition searches for.</summary>
/// <param name="Prices">The prices of the study.</param>
/// <param name="Days">The days of the whole market, ascending.</param>
/// <param name="Requests">Studies that differ in their formulas only, and whose formulas look at each symbol for itself.</param>
/// <param name="Symbols">The symbols of the partition in their universe, ascending, with what the study knows of them.</param>
/// <param name="From">The index of the first day of signals.</param>
/// <param name="To">The index of the day after the last one.</param>
/// <param name="WithUniverse">Whether the sums over the universe are wanted too.</param>
/// <param name="Methods">What tells the functions and the score of the studies apart (<see cref="ScanMethods.Identity"/>).</param>
[GenerateSerializer, Immutable, Alias("technic.StudyPartitionQuery")]
public sealed record StudyPartitionQuery(
    [property: Id(0)] StudyPricesMessage Prices,
    [property: Id(1)] ImmutableArray<DateOnly> Days,
    [property: Id(2)] ImmutableArray<StudyRequest> Requests,
    [property: Id(3)] ImmutableArray<Listing> Symbols,
    [property: Id(4)] int From,
    [property: Id(5)] int To,
    [property: Id(6)] bool WithUniverse,
    [property: Id(7)] string Methods = "");

/// <summary>Trades whose moves are wanted.</summary>
/// <param name="Prices">The prices of the study.</param>
/// <param name="Days">The days of the whole market, ascending.</param>
/// <param name="Trades">Trades of symbols of the partition, in their order.</param>
[GenerateSerializer, Immutable, Alias("technic.StudyMovesQuery")]
public sealed record StudyMovesQuery(
    [property: Id(0)] StudyPricesMessage Prices,
    [property: Id(1)] ImmutableArray<DateOnly> Days,
    [property: Id(2)] ImmutableArray<TradePath> Trades);
