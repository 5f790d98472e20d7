using System.CommandLine;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;

namespace Technic.Cli.Setup;

/// <summary>The options of the price source.</summary>
internal sealed class SourceOptions
{
    private const int FreePlan = 5;

    private readonly ChoiceOption<SourceKind?> _source = new(
        "--source", "source",
        "Price source. Default: csv with --csv, "
        + $"polygon with --polygon-url or if {PolygonOptions.KeyVariable} is set, imported if the price store has "
            + "market days, otherwise synthetic.",
        ("imported", SourceKind.Imported), ("polygon", SourceKind.Polygon), ("synthetic", SourceKind.Synthetic), ("csv", SourceKind.Csv));

    private readonly Option<string[]> _csv = OptionFactory.TextList(
        "--csv", "FILE", "Bars of the source csv: a file or a folder; can be repeated. Columns "
            + "symbol,date,open,high,low,close,volume; see docs/data.md.");

    private readonly BarFileArguments _files = new();

    private readonly Option<string?> _splits = OptionFactory.Text(
        "--splits", "FILE", "Splits for the bars of --csv: symbol,execution_date,ratio.");

    private readonly Option<string?> _polygonUrl = OptionFactory.Text(
        "--polygon-url", "URL", "URL of a Polygon-compatible REST API (default https://api.polygon.io). Other URLs need no API key.");

    private readonly Option<int> _rate = OptionFactory.Integer(
        "--rate", FreePlan, "Maximum requests per minute to Polygon; 0 for no limit.");

    private readonly Option<int> _seed = OptionFactory.Integer("--seed", SyntheticMarket.DefaultSeed, "Seed of the synthetic market.");

    private readonly Option<int> _syntheticSymbols = OptionFactory.Integer(
        "--synthetic-symbols", SyntheticMarket.DefaultSymbols, "Number of symbols in the synthetic market.");

    public IReadOnlyList<Option> All => [_source, _csv, .. _files.All, _splits, _polygonUrl, _rate, _seed, _syntheticSymbols];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="polygonKey">The API key; by default that of the environment.</param>
    /// <exception cref="UsageException">The options are invalid or conflict.</exception>
    public SourceSettings Read(ParseResult arguments, string? polygonKey = null) => new SourceSettings
    {
        Kind = _source.Read(arguments),
        Csv = arguments.ExplicitValue(_csv),
        BarFiles = _files.Read(arguments),
        IsLenient = _files.IsLenient(arguments),
        MayUseImported = !arguments.IsExplicit(_source) && !arguments.IsExplicit(_seed) && !arguments.IsExplicit(_syntheticSymbols),
        Splits = arguments.GetValue(_splits),
        PolygonUrl = arguments.GetValue(_polygonUrl),
        Rate = arguments.GetValue(_rate),
        Seed = arguments.GetValue(_seed),
        SyntheticSymbols = arguments.GetValue(_syntheticSymbols),
        PolygonKey = polygonKey ?? Environment.GetEnvironmentVariable(PolygonOptions.KeyVariable),
    }.Validated();
}
