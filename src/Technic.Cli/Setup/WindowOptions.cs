using System.CommandLine;
using Technic.Core.MarketData;
using Technic.Core.Scanning.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options that select the bars.</summary>
internal sealed class WindowOptions
{
    private readonly Option<int> _days = OptionFactory.Integer("--days", 150, "Window in calendar days.");

    private readonly ChoiceOption<Frequency> _frequency = new(
        "--freq", "frequency", "Bar size: one session (daily) or five minutes (intraday).",
        [.. Enum.GetValues<Frequency>().Select(frequency => (frequency.Word(), frequency))])
    {
        Default = Frequency.Daily.Word(),
    };

    private readonly Option<DateOnly?> _asOf = OptionFactory.Date("--as-of", "Last day of the data, to replay the past (default: today).");

    public void AddTo(Command command)
    {
        command.Add(_days);
        command.Add(_frequency);
        command.Add(_asOf);
    }

    /// <summary>Returns the options that are on the command line.</summary>
    public RequestChanges ExplicitChanges(ParseResult arguments) => new()
    {
        Days = arguments.ExplicitValue(_days),
        Frequency = arguments.IsExplicit(_frequency) ? _frequency.Read(arguments) : null,
        AsOf = arguments.GetValue(_asOf),
    };

    public (int Days, Frequency Frequency, DateOnly? AsOf) Read(ParseResult arguments) =>
        (arguments.GetValue(_days), _frequency.Read(arguments), arguments.GetValue(_asOf));
}
