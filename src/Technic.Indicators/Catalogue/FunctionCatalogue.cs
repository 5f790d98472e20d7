using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Technic.Indicators.Candles;
using Technic.Indicators.Momentum;
using Technic.Indicators.MovingAverages;
using Technic.Indicators.Trend;
using Technic.Indicators.TwoSeries;
using Technic.Indicators.Volatility;
using Technic.Indicators.Volume;
using Technic.Indicators.Windows;

namespace Technic.Indicators;

/// <summary>Every function of the library, by family and name.</summary>
public static class FunctionCatalogue
{
    /// <summary>The functions in the order of their families, in each family by usage.</summary>
    public static ImmutableArray<IndicatorFunction> All { get; } =
    [
        new SimpleMovingAverage(),
        new ExponentialMovingAverage(),
        new WeightedMovingAverage(),
        new HullMovingAverage(),
        new DoubleExponentialMovingAverage(),
        new TripleExponentialMovingAverage(),
        new SmoothedMovingAverage(),
        new KaufmanAdaptiveMovingAverage(),
        new ArnaudLegouxMovingAverage(),
        new TillsonT3(),
        new VolumeWeightedMovingAverage(),
        new EndpointMovingAverage(),
        new MesaAdaptiveMovingAverage(),
        new HilbertTrendline(),
        new RelativeStrengthIndex(),
        new MovingAverageConvergence(),
        new PercentagePriceOscillator(),
        new StochasticOscillator(),
        new StochasticRsi(),
        new StochasticMomentumIndex(),
        new CommodityChannelIndex(),
        new WilliamsPercentRange(),
        new ChandeMomentumOscillator(),
        new ConnorsRsi(),
        new TrueStrengthIndex(),
        new UltimateOscillator(),
        new RateOfChangePercent(),
        new TripleExponentialOscillator(),
        new AwesomeOscillator(),
        new FisherTransform(),
        new SchaffTrendCycle(),
        new PriceMomentumOscillator(),
        new TrueRangeColumn(),
        new AverageTrueRange(),
        new NormalizedAverageTrueRange(),
        new BollingerBandColumns(),
        new KeltnerChannels(),
        new DonchianChannels(),
        new StarcBands(),
        new ChandelierExit(),
        new AverageTrueRangeStop(),
        new VolatilityStop(),
        new SuperTrendStop(),
        new ChoppinessIndex(),
        new UlcerIndex(),
        new RealisedVolatilityColumn(),
        new AverageDirectionalIndex(),
        new PlusDirectionalIndicator(),
        new MinusDirectionalIndicator(),
        new Aroon(),
        new VortexIndicator(),
        new ParabolicSar(),
        new IchimokuCloud(),
        new ElderRay(),
        new LinearRegression(),
        new OnBalanceVolume(),
        new AccumulationDistribution(),
        new ChaikinMoneyFlow(),
        new ChaikinOscillator(),
        new MoneyFlowIndex(),
        new ForceIndex(),
        new KlingerVolumeOscillator(),
        new PercentageVolumeOscillator(),
        new RollingVwap(),
        new AnchoredVwap(),
        new BalanceOfPower(),
        new BetaCoefficient(),
        new CorrelationCoefficient(),
        new CovarianceOfWindows(),
        new PriceRelativeStrength(),
        new HeikinAshi(),
        new CandlePatternFunction(),
        new HighestValue(),
        new LowestValue(),
        new BarsSinceHighest(),
        new BarsSinceLowest(),
        new SumOfValues(),
        new MedianOfValues(),
        new StandardDeviation(),
        new ZScore(),
        new PercentRank(),
        new SlopeOfLine(),
    ];

    private static readonly FrozenDictionary<string, IndicatorFunction> ByName =
        All.SelectMany(function => function.Aliases.Add(function.Name), (function, name) => (function, name))
            .ToFrozenDictionary(entry => entry.name, entry => entry.function, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a function by its name or alias, regardless of case.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out IndicatorFunction? function) => ByName.TryGetValue(name, out function);
}
