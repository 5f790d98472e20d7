using System.CommandLine;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;

namespace Technic.Cli.Setup;

/// <summary>The options that say where prices come from.</summary>
internal sealed class SourceOptions
{
    private const int FreePlan = 5;

    private readonly WordOption<SourceKind?> _source = new(
        "--source", "source",
        "Where prices come from. Unless told: csv with --csv, "
        + $"polygon with --polygon-url or when {PolygonOptions.KeyVariable} is set, else synthetic.",
        ("polygon", SourceKind.Polygon), ("synthetic", SourceKind.Synthetic), ("csv", SourceKind.Csv));

    private readonly Option<string?> _csv = NewOption.Text(
        "--csv", "FILE", "Bars for the source csv: symbol,date,open,high,low,close,volume, plain or gzip.");

    private readonly Option<string?> _splits = NewOption.Text(
        "--splits", "FILE", "Splits to adjust the bars of --csv for: symbol,execution_date,ratio.");

    private readonly Option<string?> _polygonUrl = NewOption.Text(
        "--polygon-url", "URL", "Where Polygon's REST API is, if not at https://api.polygon.io; an address that is not the vendor's needs no key.");

    private readonly Option<int> _rate = NewOption.Whole("--rate", FreePlan, "The most requests a minute to Polygon; 0 for no limit.");

    private readonly Option<int> _seed = NewOption.Whole("--seed", SyntheticMarket.DefaultSeed, "Which synthetic market.");

    private readonly Option<int> _syntheticSymbols = NewOption.Whole(
        "--synthetic-symbols", SyntheticMarket.DefaultSymbols, "How many symbols the synthetic market lists.");

    public IReadOnlyList<Option> All => [_source, _csv, _splits, _polygonUrl, _rate, _seed, _syntheticSymbols];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public SourceSettings Read(ParseResult arguments) => new SourceSettings
    {
        Kind = _source.Read(arguments),
        Csv = arguments.GetValue(_csv),
        Splits = arguments.GetValue(_splits),
        PolygonUrl = arguments.GetValue(_polygonUrl),
        Rate = arguments.GetValue(_rate),
        Seed = arguments.GetValue(_seed),
        SyntheticSymbols = arguments.GetValue(_syntheticSymbols),
        PolygonKey = Environment.GetEnvironmentVariable(PolygonOptions.KeyVariable),
    }.Checked();
}
