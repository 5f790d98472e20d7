using System.CommandLine;
using Technic.Core.Market;
using Technic.Core.Reports;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options that say which bars.</summary>
internal sealed class WindowOptions
{
    private readonly Option<int> _days = NewOption.Whole("--days", 150, "How many calendar days back.");

    private readonly WordOption<Frequency> _frequency = new(
        "--freq", "frequency", "How long a bar lasts: a session, or five minutes.",
        [.. Enum.GetValues<Frequency>().Select(frequency => (frequency.Word(), frequency))])
    {
        Default = Frequency.Daily.Word(),
    };

    private readonly Option<DateOnly?> _asOf = NewOption.Day("--as-of", "The last day to be seen: a replay of the past, kept apart from the present.");

    public void AddTo(Command command)
    {
        command.Add(_days);
        command.Add(_frequency);
        command.Add(_asOf);
    }

    /// <summary>What the command line itself says.</summary>
    public RequestChanges Said(ParseResult arguments) => new()
    {
        Days = arguments.Said(_days),
        Frequency = arguments.IsSaid(_frequency) ? _frequency.Read(arguments) : null,
        AsOf = arguments.GetValue(_asOf),
    };

    public (int Days, Frequency Frequency, DateOnly? AsOf) Read(ParseResult arguments) =>
        (arguments.GetValue(_days), _frequency.Read(arguments), arguments.GetValue(_asOf));
}
