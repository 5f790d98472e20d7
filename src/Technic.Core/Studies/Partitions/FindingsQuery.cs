using Technic.Core.Market;

namespace Technic.Core.Studies.Partitions;

/// <summary>What a partition computes for studies.</summary>
/// <param name="Requests">Studies that differ in their formulas only.</param>
/// <param name="Symbols">Its symbols of the universe, ascending.</param>
/// <param name="From">The index of the first day of signals.</param>
/// <param name="To">The index of the day after the last one.</param>
/// <param name="WithUniverse">Whether the sums over the universe are wanted too.</param>
public sealed record FindingsQuery(
    IReadOnlyList<StudyRequest> Requests, IReadOnlyList<Symbol> Symbols, int From, int To, bool WithUniverse);

/// <summary>What a partition has found.</summary>
/// <param name="Universe">The sums over its part of the universe; <c>null</c> if they were not wanted.</param>
/// <param name="Studies">The findings of each study, in their order.</param>
public sealed record PartitionFindings(UniverseSums? Universe, IReadOnlyList<StudyFindings> Studies);

/// <summary>What one study finds in one partition.</summary>
/// <param name="Signals">The signals, with what followed.</param>
/// <param name="Decay">The moves in the sessions after each signal.</param>
/// <param name="Portfolio">The portfolio of the signals.</param>
public sealed record StudyFindings(SignalColumns Signals, DecaySums Decay, PortfolioSums Portfolio);

/// <summary>A trade whose moves are wanted: from the bar of the purchase to that of the sale.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="First">The index of the first bar with a move.</param>
/// <param name="Last">The index of the bar of the sale.</param>
/// <param name="Price">The price paid.</param>
/// <param name="SalePrice">The price of the sale.</param>
/// <param name="Weight">The part of the portfolio.</param>
public readonly record struct TradePath(Symbol Symbol, int First, int Last, double Price, double SalePrice, double Weight);
