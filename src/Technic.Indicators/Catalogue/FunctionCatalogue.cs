using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Technic.Indicators.Candles;
using Technic.Indicators.Momentum;
using Technic.Indicators.MovingAverages;
using Technic.Indicators.Trend;
using Technic.Indicators.TwoSeries;
using Technic.Indicators.Volatility;
using Technic.Indicators.Volume;
using Technic.Indicators.Windows;

namespace Technic.Indicators;

/// <summary>Functions by name: those of the library (<see cref="BuiltIn"/>), or with own ones. Immutable.</summary>
public sealed partial class FunctionCatalogue
{
    private const int MostOutputs = 32;

    private readonly FrozenDictionary<string, IndicatorFunction> _byName;

    private FunctionCatalogue(ImmutableArray<IndicatorFunction> all)
    {
        All = all;
        _byName = all.SelectMany(function => NamesOf(function).Select(name => (function, name: Normalized(name))))
            .DistinctBy(entry => entry.name)
            .ToFrozenDictionary(entry => entry.name, entry => entry.function);
    }

    /// <summary>Every function of the library, in the order of their families, in each family by usage.</summary>
    public static FunctionCatalogue BuiltIn { get; } = new(
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
    ]);

    /// <summary>No functions.</summary>
    public static FunctionCatalogue Empty { get; } = new([]);

    /// <summary>The functions, own ones last.</summary>
    public ImmutableArray<IndicatorFunction> All { get; }

    /// <summary>Finds a function by its name or alias, regardless of case and <c>_</c>.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out IndicatorFunction? function) =>
        _byName.TryGetValue(Normalized(name), out function);

    /// <summary>The functions with an own one.</summary>
    /// <exception cref="ArgumentException">
    /// Its names are not words, or those of another function, or its description is incomplete; the message is one sentence.
    /// </exception>
    public FunctionCatalogue With(IndicatorFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ComplaintAbout(function) is { } complaint ? throw new ArgumentException(complaint) : new(All.Add(function));
    }

    private string? ComplaintAbout(IndicatorFunction function)
    {
        if (function.Aliases.IsDefault || function.Parameters.IsDefault || function.Outputs.IsDefault)
            return $"The description of '{function.Name}' is incomplete: use [] where there are no aliases or parameters.";
        foreach (var name in NamesOf(function))
        {
            if (name is null || !Word().IsMatch(name))
                return $"'{name}' cannot be the name of a function: it must begin with a letter and have only letters, digits and '_'.";
            if (TryFind(name, out var other)) return $"'{name}' is already the name of a function ({other.Meaning}).";
        }
        string?[] texts = [function.Family, function.Meaning, function.Formula, function.Source];
        if (texts.Any(string.IsNullOrWhiteSpace)) return $"{function.Name} must have a family, a meaning, a formula and a source.";
        if (function.Outputs.Length is < 1 or > MostOutputs) return $"{function.Name} must have 1 to {MostOutputs} outputs.";
        if (function.Outputs.Select(output => Normalized(output.Name)).Distinct().Count() < function.Outputs.Length)
            return $"{function.Name} has two outputs of one name.";
        return ComplaintAboutParameters(function) ?? ComplaintAboutFirstIndex(function);
    }

    private static string? ComplaintAboutParameters(IndicatorFunction function)
    {
        var isOptional = false;
        foreach (var parameter in function.Parameters)
        {
            if (!parameter.IsRequired && !(parameter.Usual >= parameter.Least && parameter.Usual <= parameter.Most))
                return $"The usual value of {parameter.Name} of {function.Name} must be between its least and its largest value.";
            if (parameter.Kind == ParameterKind.Choice && parameter.Choices.IsDefaultOrEmpty)
                return $"{parameter.Name} of {function.Name} has no choices.";
            if (parameter.IsRequired && isOptional)
                return $"{parameter.Name} of {function.Name} must have a usual value, because a parameter before it has one.";
            isOptional = !parameter.IsRequired;
        }
        return function.Parameters.Select(parameter => Normalized(parameter.Name)).Distinct().Count() < function.Parameters.Length
            ? $"{function.Name} has two parameters of one name."
            : null;
    }

    /// <summary>What a scan would stumble over first, found when the function is added.</summary>
    private static string? ComplaintAboutFirstIndex(IndicatorFunction function)
    {
        double[] usual = [.. function.Parameters.Select(parameter => parameter.Usual)];
        if (usual.Any(double.IsNaN)) return null;
        try
        {
            if (function.Check(usual) is { } refused) return $"{function.Name} refuses its own usual values: {refused}.";
            for (var output = 0; output < function.Outputs.Length; output++)
            {
                if (function.FirstIndex(usual, output) is < 0 or > FunctionParameter.MostBarsBack)
                    return $"FirstIndex of {function.Name} must be between 0 and {FunctionParameter.MostBarsBack}.";
            }
            return function.WarmUp(usual) is < 0 or > FunctionParameter.MostBarsBack
                ? $"WarmUp of {function.Name} must be between 0 and {FunctionParameter.MostBarsBack}."
                : null;
        }
        catch (Exception problem)
        {
            return $"{function.Name} fails for its usual values: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}.";
        }
    }

    private static IEnumerable<string> NamesOf(IndicatorFunction function) => function.Aliases.Prepend(function.Name);

    private static string Normalized(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex Word();
}
