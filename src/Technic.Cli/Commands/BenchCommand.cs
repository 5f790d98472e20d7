using System.CommandLine;
using System.Globalization;
using Technic.Cli.Bench;
using Technic.Cli.Output;
using Technic.Cli.Setup;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;

namespace Technic.Cli.Commands;

/// <summary><c>technic bench</c>: runs the benchmarks of the documentation on this machine.</summary>
internal sealed class BenchCommand : Command
{
    public static CommandEntry Entry => new(
        "bench", "Measure lookups, evaluation, scans and memory with a synthetic market and a real price store.",
        shell => new BenchCommand(shell));

    private readonly Shell _shell;
    private readonly Option<int> _symbols = OptionFactory.Integer(
        "--symbols", SyntheticMarket.DefaultSymbols, "Number of symbols in a scan.");
    private readonly Option<int> _days = OptionFactory.Integer("--days", ScanRequest.DefaultDays, "Window of a scan in calendar days.");
    private readonly Option<bool> _json = new("--json") { Description = "JSON output: a list of {name, unit, median, min, max, n}." };

    public BenchCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        Add(_symbols);
        Add(_days);
        Add(_json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = ReadSettings(arguments);
        var measurements = new List<Measurement>();
        foreach (var benchmark in (IBenchmark[])[new LookupBenchmark(_shell), new ScanBenchmark(_shell), new FlightBenchmark(_shell)])
        {
            _shell.Terminal.Status($"Measuring {benchmark.Title} …");
            await foreach (var measurement in benchmark.MeasureAsync(settings, cancellationToken).ConfigureAwait(false))
                measurements.Add(measurement);
        }
        _shell.Terminal.Status(null);

        using var target = OutputTarget.Open(null, _shell.Terminal);
        if (arguments.GetValue(_json)) target.WriteJson(json => BenchJson.Write(json, measurements));
        else WriteTable(target, settings, measurements);
        target.Complete();
        return ExitCodes.Success;
    }

    private ScanRequest Validated(ScanRequest request)
    {
        request.Validate(NewYork.Date(_shell.Time.GetUtcNow()));
        return request;
    }

    private BenchSettings ReadSettings(ParseResult arguments)
    {
        var symbols = arguments.GetValue(_symbols);
        if (symbols is < 1 or > SyntheticMarket.MaxSymbols)
            throw new UsageException($"--symbols must be between 1 and {SyntheticMarket.MaxSymbols}.");
        return new BenchSettings(symbols, Validated(new ScanRequest { Days = arguments.GetValue(_days) }).Days);
    }

    private static void WriteTable(OutputTarget target, BenchSettings settings, IReadOnlyList<Measurement> measurements)
    {
        target.Text.WriteLine(Machine.Description);
        target.Text.WriteLine(
            $"{TerminalText.Count(settings.Symbols, "symbol")}, {TerminalText.Count(settings.Days, "day")}, synthetic prices.");
        var table = Tables.New().AddColumn("Name", isNumber: false);
        foreach (var title in (ReadOnlySpan<string>)["Median", "Min", "Max"]) table.AddColumn(title, isNumber: true);
        table.AddColumn("Unit", isNumber: false).AddColumn("Samples", isNumber: true);
        foreach (var m in measurements)
        {
            table.Row(
                Tables.Cell(m.Name, Tables.Strong), Tables.Cell(Figure(m.Median)), Tables.Cell(Figure(m.Min)), Tables.Cell(Figure(m.Max)),
                Tables.Cell(m.Unit, Tables.Quiet), Tables.Cell(TerminalText.Count(m.N)));
        }
        Tables.Write(target, table);
    }

    /// <summary>Three significant digits, or all digits before the decimal point.</summary>
    private static string Figure(double value)
    {
        var format = Math.Abs(value) switch { >= 100 => "#,##0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.000" };
        return value.ToString(value == Math.Truncate(value) ? "#,##0" : format, CultureInfo.InvariantCulture);
    }
}
