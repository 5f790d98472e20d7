using System.CommandLine;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options of a request's fields, as <see cref="ScanRequest"/> declares them.</summary>
internal sealed class FieldOptions
{
    private static readonly ScanRequest Defaults = new();

    private static readonly IReadOnlyList<RequestField> WindowFields =
        RequestField.Of(nameof(ScanRequest.Days), nameof(ScanRequest.Frequency), nameof(ScanRequest.AsOf));

    private readonly List<(RequestField Field, Option Option)> _options = [];

    private FieldOptions(IEnumerable<RequestField> fields)
    {
        foreach (var field in fields)
        {
            if (field.Declared.Option is { } name) _options.Add((field, Make(field, name)));
        }
    }

    /// <summary>The options that say which bars.</summary>
    public static FieldOptions Window() => new(WindowFields);

    /// <summary>The options that say which bars, and of how many symbols.</summary>
    public static FieldOptions Warm() => new([.. WindowFields, .. RequestField.Of(nameof(ScanRequest.MaxSymbols))]);

    /// <summary>Every option of a request.</summary>
    public static FieldOptions All() => new([.. WindowFields, .. RequestField.All.Except(WindowFields)]);

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Add(option);
    }

    /// <summary>What the command line itself says.</summary>
    /// <exception cref="ScanRequestException">A word is none that the field can be.</exception>
    public RequestChanges Said(ParseResult arguments)
    {
        var changes = new RequestChanges();
        foreach (var (field, option) in _options)
        {
            if (arguments.IsSaid(option)) changes = changes.With(field, Value(field, arguments.GetResult(option)!.GetValueOrDefault<object>()));
        }
        return changes;
    }

    private static object? Value(RequestField field, object? typed) => typed switch
    {
        bool flag => flag != TurnsOff(field),
        string word => field.Parse(word),
        string[] words => field.Parse(words),
        _ => typed,
    };

    private static bool TurnsOff(RequestField field) => field.Declared.Option!.StartsWith("--no-", StringComparison.Ordinal);

    private static Option Make(RequestField field, string name)
    {
        var (meaning, placeholder, usual) = (field.Declared.OptionMeaning, field.Declared.Placeholder, field.Get(Defaults));
        return field.Kind switch
        {
            FieldKind.Whole => usual is int whole ? NewOption.Whole(name, whole, meaning) : NewOption.WholeOrNone(name, meaning),
            FieldKind.Number => usual is double number
                ? NewOption.Number(name, placeholder, number, meaning)
                : NewOption.NumberOrNone(name, placeholder, meaning),
            FieldKind.Day => NewOption.Day(name, meaning),
            FieldKind.Flag => new Option<bool>(name) { Description = meaning },
            FieldKind.Words => NewOption.Texts(name, placeholder, $"{meaning.TrimEnd('.')}{Listed(field.Words)}; may be repeated."),
            FieldKind.Word when field.Words.Count > 0 => new WordOption<string>(name, field.Name, meaning, [.. field.Words.Select(word => (word, word))])
            {
                Default = field.Words.First(word => word.Equals(usual?.ToString(), StringComparison.OrdinalIgnoreCase)),
            },
            FieldKind.Word => NewOption.Text(name, placeholder, meaning, usual as string),
            _ => throw new NotSupportedException($"{field.Kind} is no kind of an option."),
        };
    }

    private static string Listed(IReadOnlyList<string> words) => words.Count == 0 ? "" : $" ({string.Join(", ", words)})";
}
