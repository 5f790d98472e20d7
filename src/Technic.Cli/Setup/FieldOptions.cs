using System.CommandLine;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Studies;

namespace Technic.Cli.Setup;

/// <summary>The options of the fields of a <see cref="ScanRequest"/>. The attributes of its properties define them.</summary>
internal sealed class FieldOptions
{
    private static readonly ScanRequest Defaults = new();

    private static readonly IReadOnlyList<RequestField> WindowFields =
        RequestField.Of(nameof(ScanRequest.Days), nameof(ScanRequest.Frequency), nameof(ScanRequest.AsOf));

    private readonly List<(RequestField Field, Option Option)> _options = [];

    private FieldOptions(IEnumerable<RequestField> fields, ScanRequest? defaults = null)
    {
        foreach (var field in fields)
        {
            if (field.Declared.Option is { } name) _options.Add((field, Make(field, name, defaults ?? Defaults)));
        }
    }

    /// <summary>The options that select the bars and the form of their prices.</summary>
    public static FieldOptions History() => new([.. WindowFields, .. RequestField.Of(nameof(ScanRequest.Adjust))]);

    /// <summary>The options that select the bars and limit the number of symbols.</summary>
    public static FieldOptions Warm() => new([.. WindowFields, .. RequestField.Of(nameof(ScanRequest.MaxSymbols))]);

    /// <summary>The options that select the signals of a study.</summary>
    public static FieldOptions Study() => new(
        RequestField.Of(
            nameof(ScanRequest.Where), nameof(ScanRequest.Lists), nameof(ScanRequest.MinPrice), nameof(ScanRequest.MinDollarVolume),
            nameof(ScanRequest.MinBars), nameof(ScanRequest.MinRating), nameof(ScanRequest.Signals), nameof(ScanRequest.Types),
            nameof(ScanRequest.Sectors), nameof(ScanRequest.Industries), nameof(ScanRequest.Exchanges)),
        StudyRequest.EveryRow);

    /// <summary>All options of a request.</summary>
    public static FieldOptions All() => new([.. WindowFields, .. RequestField.All.Except(WindowFields)]);

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Add(option);
    }

    /// <summary>Whether an option is on the command line.</summary>
    public bool HasExplicitChanges(ParseResult arguments) => _options.Exists(field => arguments.IsExplicit(field.Option));

    /// <summary>Returns the options that are on the command line.</summary>
    /// <exception cref="ScanRequestException">Invalid value for a field.</exception>
    public RequestChanges ExplicitChanges(ParseResult arguments)
    {
        var changes = new RequestChanges();
        foreach (var (field, option) in _options)
        {
            if (arguments.IsExplicit(option))
                changes = changes.With(field, Value(field, arguments.GetResult(option)!.GetValueOrDefault<object>()));
        }
        return changes;
    }

    private static object? Value(RequestField field, object? value) => value switch
    {
        bool flag => flag != TurnsOff(field),
        string text => field.Parse(text),
        string[] texts => field.Parse(texts),
        _ => value,
    };

    private static bool TurnsOff(RequestField field) => field.Declared.Option!.StartsWith("--no-", StringComparison.Ordinal);

    private static Option Make(RequestField field, string name, ScanRequest defaults)
    {
        var (meaning, placeholder, fallback) = (field.Declared.OptionMeaning, field.Declared.Placeholder, field.Get(defaults));
        return field.Kind switch
        {
            FieldKind.Integer => fallback is int integer
                ? OptionFactory.Integer(name, integer, meaning)
                : OptionFactory.OptionalInteger(name, meaning),
            FieldKind.Number => fallback is double number
                ? OptionFactory.Number(name, placeholder, number, meaning)
                : OptionFactory.OptionalNumber(name, placeholder, meaning),
            FieldKind.Date => OptionFactory.Date(name, meaning),
            FieldKind.Boolean => new Option<bool>(name) { Description = meaning },
            FieldKind.TextList => OptionFactory.TextList(
                name, placeholder, $"{meaning.TrimEnd('.')}{Listed(field.Choices)}; can be repeated."),
            FieldKind.Text when field.Choices.Count > 0 => new ChoiceOption<string>(
                name, field.Name, meaning, [.. field.Choices.Select(choice => (choice, choice))])
            {
                Default = field.Choices.First(choice => choice.Equals(fallback?.ToString(), StringComparison.OrdinalIgnoreCase)),
            },
            FieldKind.Text => OptionFactory.Text(name, placeholder, meaning, fallback as string),
            _ => throw new NotSupportedException($"No option type for {field.Kind} fields."),
        };
    }

    private static string Listed(IReadOnlyList<string> choices) => choices.Count == 0 ? "" : $" ({string.Join(", ", choices)})";
}
