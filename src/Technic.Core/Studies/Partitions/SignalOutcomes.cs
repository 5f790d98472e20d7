namespace Technic.Core.Studies.Partitions;

/// <summary>Computes what followed the signals of a study in one partition.</summary>
internal sealed class SignalOutcomes
{
    private readonly StudyRequest _request;
    private readonly ForwardReturns _returns;
    private readonly TradeExits? _exits;
    private readonly SignalColumns _columns;
    private int _next;

    /// <param name="request">The study.</param>
    /// <param name="returns">The terms of purchases.</param>
    /// <param name="found">The signals of each symbol.</param>
    public SignalOutcomes(StudyRequest request, ForwardReturns returns, SymbolFindings[] found)
    {
        (_request, _returns) = (request, returns);
        _exits = request.Trades is null ? null : new TradeExits(request, returns);
        int[] perSymbol = Array.ConvertAll(found, symbol => symbol.Signals.Count);
        var count = perSymbol.Sum();
        _columns = new SignalColumns
        {
            PerSymbol = perSymbol, Bars = new int[count], Days = new int[count], Prices = new double[count], Sizes = new byte[count],
            Ranks = request.RankBy is null ? [] : new double[count], HalfSpreads = request.Spread ? new double[count] : [],
            Returns = ByHorizon(), Adverse = ByHorizon(), Favorable = ByHorizon(), Stopped = new byte[count],
            Trades = request.Trades is null ? [] : new SignalTrade[count],
        };

        double[][] ByHorizon() => [.. request.Horizons.Select(_ => new double[count])];
    }

    /// <summary>The signals of all symbols that were added.</summary>
    public SignalColumns Columns => _columns;

    /// <summary>Adds the signals of the next symbol that has some.</summary>
    public void Add(StudySymbol symbol, SymbolFindings found)
    {
        Span<ForwardReturn> followed = stackalloc ForwardReturn[StudyRequest.MostHorizons];
        followed = followed[.._request.Horizons.Count];
        foreach (var (bar, rank) in found.Signals)
        {
            var i = _next++;
            (_columns.Bars[i], _columns.Days[i]) = (bar, symbol.Days[bar]);
            _columns.Prices[i] = _returns.EntryPrice(symbol, bar);
            var dollarVolume = symbol.DollarVolumeAt(bar);
            _columns.Sizes[i] = DollarVolumeClass.Of(dollarVolume);
            if (_columns.Ranks.Length > 0) _columns.Ranks[i] = rank;
            if (_columns.HalfSpreads.Length > 0) _columns.HalfSpreads[i] = SpreadEstimate.HalfAt(symbol.Bars, bar);
            _returns.Of(symbol, bar, _request.Horizons, followed);
            _columns.Stopped[i] = (byte)followed.Length;
            for (var h = followed.Length - 1; h >= 0; h--)
            {
                ref readonly var horizon = ref followed[h];
                (_columns.Returns[h][i], _columns.Adverse[h][i], _columns.Favorable[h][i]) =
                    (horizon.Value, horizon.Adverse, horizon.Favorable);
                if (horizon.IsStopped) _columns.Stopped[i] = (byte)h;
            }
            if (_exits is not null && !double.IsNaN(_columns.Prices[i]))
                _columns.Trades[i] = _exits.TradeOf(symbol, bar, found.IsExit, dollarVolume);
        }
    }
}
