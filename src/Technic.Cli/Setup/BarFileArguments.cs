using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Market.Files;
using Technic.Core.Text;

namespace Technic.Cli.Setup;

/// <summary>The options for bar files: what the files themselves do not define.</summary>
internal sealed class BarFileArguments
{
    private readonly ChoiceOption<DateOrder?> _dates = new(
        BarFileOptions.DatesOption, "date order", "Order of dates in the bar files. Default: decided by the whole file.",
        ("mdy", DateOrder.MonthDayYear), ("dmy", DateOrder.DayMonthYear), ("ymd", DateOrder.YearMonthDay));

    private readonly ChoiceOption<DecimalMark?> _decimals = new(
        BarFileOptions.DecimalsOption, "decimal mark", "Decimal mark of the bar files. Default: decided by the whole file.",
        ("point", DecimalMark.Point), ("comma", DecimalMark.Comma));

    private readonly Option<string?> _symbol = OptionFactory.Text(
        BarFileOptions.SymbolOption, "TICKER", "Symbol of bar files without a column of symbols. Default: their names, e.g. AAPL.csv.");

    private readonly Option<bool> _lenient = new("--lenient")
    {
        Description = "Use bar files although a date, a column or more than one line in a thousand is unusable.",
    };

    public IReadOnlyList<Option> All => [_dates, _decimals, _symbol, _lenient];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Add(option);
    }

    /// <exception cref="UsageException">Invalid symbol.</exception>
    public BarFileOptions Read(ParseResult arguments) => new(
        _dates.Read(arguments), _decimals.Read(arguments), arguments.GetValue(_symbol) is { } text
            ? UniverseOptions.ParseSymbol(text) : null);

    /// <summary>Whether incomplete files are used.</summary>
    public bool IsLenient(ParseResult arguments) => arguments.GetValue(_lenient);

    /// <summary>Writes the lines skipped in a file, or the files of a folder, one message for each reason.</summary>
    /// <param name="file">The file or folder.</param>
    /// <param name="dropped">The skipped lines.</param>
    /// <param name="terminal">Where the messages go.</param>
    /// <param name="unit">The name of a line.</param>
    public static void Report(string file, IReadOnlyList<DroppedLines> dropped, Terminal terminal, string unit = "line")
    {
        foreach (var lines in dropped)
        {
            var what = lines.Reason is BarDrops.EmptyFile or BarDrops.UnusableFile ? "file" : unit;
            terminal.WriteMessage(
                $"{file}: skipped {TerminalText.Count(lines.Count, what)} ({lines.Reason}); first: {lines.Examples[0]}");
        }
    }
}
