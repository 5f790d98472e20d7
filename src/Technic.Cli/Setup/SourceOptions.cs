using System.CommandLine;
using Technic.Core.Provider.Synthetic;
using Technic.Polygon;
using Technic.Sources.Alpaca;
using Technic.Sources.Tiingo;

namespace Technic.Cli.Setup;

/// <summary>The options of the price source.</summary>
internal sealed class SourceOptions
{
    private readonly ChoiceOption<SourceKind?> _source = new(
        "--source", "source",
        "Price source. Default: csv with --csv, parquet with --parquet, stooq with --stooq, "
        + $"polygon with --polygon-url or if {PolygonOptions.KeyVariable} is set, imported if the price store has "
            + "market days, otherwise synthetic.",
        ("imported", SourceKind.Imported), ("polygon", SourceKind.Polygon), ("synthetic", SourceKind.Synthetic), ("csv", SourceKind.Csv),
        ("parquet", SourceKind.Parquet), ("stooq", SourceKind.Stooq), ("alpaca", SourceKind.Alpaca), ("tiingo", SourceKind.Tiingo));

    private readonly Option<string[]> _csv = OptionFactory.TextList(
        "--csv", "FILE", "Bars of the source csv: a file or a folder; can be repeated. Columns "
            + "symbol,date,open,high,low,close,volume; see docs/data.md.");

    private readonly BarFileArguments _files = new();

    private readonly Option<string?> _splits = OptionFactory.Text(
        "--splits", "FILE", "Splits for the bars of --csv: symbol,execution_date,ratio.");

    private readonly Option<string?> _dividends = OptionFactory.Text(
        "--dividends", "FILE", "Dividends for the bars of --csv, for studies with --adjust total: symbol,ex_date,amount.");

    private readonly Option<string?> _polygonUrl = OptionFactory.Text(
        "--polygon-url", "URL", "URL of a Polygon-compatible REST API (default https://api.polygon.io). Other URLs need no API key.");

    private readonly Option<string?> _parquet = OptionFactory.Text(
        "--parquet", "PATH", "Daily bars of the source parquet: a file, a folder of files, or a folder of 'technic export'.");

    private readonly Option<string?> _stooq = OptionFactory.Text(
        "--stooq", "FILE", "Bulk file of the source stooq: d_us_txt.zip from stooq.com/db/h.");

    private readonly ChoiceOption<AlpacaFeed> _alpacaFeed = new(
        "--alpaca-feed", "feed", "Feed of the source alpaca: iex is free and has the trades of one exchange.",
        ("iex", AlpacaFeed.Iex), ("sip", AlpacaFeed.Sip))
    {
        Default = "iex",
    };

    private readonly Option<string?> _alpacaUrl = OptionFactory.Text(
        "--alpaca-url", "URL", "URL of a server with Alpaca's APIs (default https://data.alpaca.markets and paper-api.alpaca.markets).");

    private readonly Option<string?> _tiingoUrl = OptionFactory.Text(
        "--tiingo-url", "URL", "URL of a server with Tiingo's API (default https://api.tiingo.com).");

    private readonly Option<int?> _rate = OptionFactory.OptionalInteger(
        "--rate",
        "Maximum requests per minute to the provider; 0 for no limit (default: that of a free plan, polygon "
            + $"{SourceSettings.PolygonFreePlan}, alpaca {AlpacaOptions.FreePlan}, tiingo {TiingoOptions.FreePlan}).");

    private readonly Option<int> _seed = OptionFactory.Integer("--seed", SyntheticMarket.DefaultSeed, "Seed of the synthetic market.");

    private readonly Option<int> _syntheticSymbols = OptionFactory.Integer(
        "--synthetic-symbols", SyntheticMarket.DefaultSymbols, "Number of symbols in the synthetic market.");

    public IReadOnlyList<Option> All => 
    [
        _source, _csv, .. _files.All, _splits, _dividends, _parquet, _stooq, _polygonUrl, _alpacaUrl, _alpacaFeed, _tiingoUrl, _rate,
        _seed, _syntheticSymbols,
    ];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="variable">Reads a variable with an API key; by default from the environment.</param>
    /// <exception cref="UsageException">The options are invalid or conflict.</exception>
    public SourceSettings Read(ParseResult arguments, Func<string, string?>? variable = null) => new SourceSettings
    {
        Kind = _source.Read(arguments),
        Csv = arguments.ExplicitValue(_csv),
        BarFiles = _files.Read(arguments),
        IsLenient = _files.IsLenient(arguments),
        MayUseImported = !arguments.IsExplicit(_source) && !arguments.IsExplicit(_seed) && !arguments.IsExplicit(_syntheticSymbols),
        Splits = arguments.GetValue(_splits),
        Dividends = arguments.GetValue(_dividends),
        PolygonUrl = arguments.GetValue(_polygonUrl),
        Rate = arguments.GetValue(_rate),
        Seed = arguments.GetValue(_seed),
        SyntheticSymbols = arguments.GetValue(_syntheticSymbols),
        Parquet = arguments.GetValue(_parquet),
        Stooq = arguments.GetValue(_stooq),
        AlpacaUrl = arguments.GetValue(_alpacaUrl),
        AlpacaFeed = _alpacaFeed.Read(arguments),
        TiingoUrl = arguments.GetValue(_tiingoUrl),
        Variable = variable ?? Environment.GetEnvironmentVariable,
    }.Validated();
}
