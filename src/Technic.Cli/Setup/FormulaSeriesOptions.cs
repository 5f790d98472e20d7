using System.CommandLine;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Evaluation;
using Technic.Core.Market;
using Technic.Core.Market.Files;
using Technic.Core.Scans;
using Technic.Core.Text;
using Symbol = Technic.Core.Market.Symbol;

namespace Technic.Cli.Setup;

/// <summary>The options for formulas at every bar of a file.</summary>
internal sealed class FormulaSeriesOptions
{
    private readonly Option<string[]> _columns = OptionFactory.TextList(
        "--column", "\"NAME: FORMULA\"", "Compute a formula instead, e.g. \"upper: keltner(20, 2, 10).upper\"; can be repeated.");

    private readonly Option<string[]> _series = OptionFactory.TextList(
        "--series", "SYMBOL=FILE", "Bars of another symbol of the formulas, e.g. SPY=SPY.csv; can be repeated.");

    private readonly FormulaFileOption _formulas = new();

    public void AddTo(Command command)
    {
        command.Add(_columns);
        command.Add(_series);
        _formulas.AddTo(command);
    }

    /// <summary>The formulas; empty without any.</summary>
    /// <exception cref="FormulaException">A column is invalid.</exception>
    public IReadOnlyList<FormulaColumn> Columns(ParseResult arguments) =>
        FormulaColumn.ParseAll(arguments.GetValue(_columns) ?? [], reserved: "date");

    /// <summary>Compiles the formulas.</summary>
    /// <exception cref="FormulaException">A formula is invalid.</exception>
    public FormulaSeries Compile(ParseResult arguments, IReadOnlyList<FormulaColumn> columns) => FormulaSeries.Compile(
        [.. columns.Select(column => column.ToText())], ScanColumns.Vocabulary with { Library = _formulas.Read(arguments) });

    /// <summary>Reads the bars of the other symbols.</summary>
    /// <exception cref="UsageException">A symbol of the formulas has no file, or an option is invalid.</exception>
    public ReferenceSeries Series(
        ParseResult arguments, FormulaSeries formulas, BarFileOptions options, CancellationToken cancellationToken)
    {
        var series = new Dictionary<Symbol, BarSeries>();
        foreach (var text in arguments.GetValue(_series) ?? [])
        {
            var equals = text.IndexOf('=');
            if (equals <= 0 || equals == text.Length - 1)
                throw new UsageException($"Invalid series '{Printable.Of(text)}': expected SYMBOL=FILE, e.g. SPY=SPY.csv.");
            var symbol = UniverseOptions.ParseSymbol(text[..equals]);
            var file = BarCsv.ReadOne(text[(equals + 1)..], options with { Symbol = symbol }, cancellationToken);
            if (!series.TryAdd(symbol, file.Bars.Values.Single())) throw new UsageException($"Several files for {symbol}.");
        }
        foreach (var symbol in formulas.Symbols)
        {
            if (!series.ContainsKey(symbol))
                throw new UsageException($"A formula uses {symbol}: give its bars with --series {symbol}=FILE.");
        }
        return new ReferenceSeries(series);
    }
}
