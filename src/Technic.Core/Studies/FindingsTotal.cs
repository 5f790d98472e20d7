using Technic.Core.Studies.Partitions;

namespace Technic.Core.Studies;

/// <summary>
/// What all partitions found. They are added in the order of their numbers, whoever computes them and whenever it arrives, so that every
/// sum has the same bits.
/// </summary>
internal sealed class FindingsTotal
{
    private readonly StudyScope _scope;
    private readonly List<int> _partitions = [];
    private readonly List<IReadOnlyList<SignalColumns>> _signals = [];
    private readonly DecayCurve[] _decay;
    private readonly PortfolioSums[] _portfolios;
    private readonly bool _isUniverseKnown;
    private UniverseSums? _universe;

    /// <param name="scope">The studies.</param>
    /// <param name="universe">The sums of the universe, if they are known.</param>
    public FindingsTotal(StudyScope scope, UniverseSums? universe)
    {
        (_scope, _universe) = (scope, universe);
        _decay = [.. scope.Requests.Select(_ => new DecayCurve(scope))];
        _portfolios = [.. scope.Requests.Select(_ => new PortfolioSums(scope.Market.Days.Count))];
        _isUniverseKnown = universe is not null;
    }

    /// <summary>What a partition is asked.</summary>
    public FindingsQuery QueryOf(int partition) => _scope.QueryOf(partition, withUniverse: !_isUniverseKnown);

    /// <summary>The sums of the universe.</summary>
    public UniverseSums Universe => _universe ??= UniverseSums.None(_scope.Requests[0].Horizons.Count, _scope.Market.Days.Count);

    /// <summary>Adds the findings of the next partition.</summary>
    public void Add(int partition, PartitionFindings found)
    {
        _partitions.Add(partition);
        _signals.Add([.. found.Studies.Select(study => study.Signals)]);
        if (found.Universe is { } universe) _universe = Universe.With(universe);
        for (var i = 0; i < _decay.Length; i++)
        {
            _decay[i].Add(found.Studies[i].Decay);
            found.Studies[i].Decay.Return();
            _portfolios[i].Add(found.Studies[i].Portfolio);
        }
    }

    /// <summary>The signals, the moves after them and the portfolio of one study.</summary>
    public (StudyOutcomes Outcomes, DecayCurve Decay, PortfolioSums Portfolio) Of(int study) => (
        new StudyOutcomes(_scope, _partitions, [.. _signals.Select(part => part[study])], new UniverseReturns(Universe)),
        _decay[study], _portfolios[study]);
}
