using System.CommandLine;
using Technic.Core.Scanning;
using Technic.Core.Scanning.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options of a request's fields, as <see cref="ScanRequest"/> declares them.</summary>
internal sealed class FieldOptions
{
    private static readonly ScanRequest Defaults = new();

    private readonly List<FieldOption> _options;

    private FieldOptions(IEnumerable<RequestField> fields) => _options = [.. fields.Where(field => field.Option is not null).Select(Of)];

    /// <summary>The options that say which bars.</summary>
    public static FieldOptions Window() => new(WindowFields);

    /// <summary>The options that say which bars, and of how many symbols.</summary>
    public static FieldOptions Warm() => new([.. WindowFields, .. RequestField.Of(nameof(ScanRequest.MaxSymbols))]);

    /// <summary>Every option of a request.</summary>
    public static FieldOptions All() => new(WindowFields.Concat(RequestField.All.Except(WindowFields)));

    private static IEnumerable<RequestField> WindowFields =>
        RequestField.Of(nameof(ScanRequest.Days), nameof(ScanRequest.Frequency), nameof(ScanRequest.AsOf));

    public void AddTo(Command command)
    {
        foreach (var option in _options) command.Add(option.Option);
    }

    /// <summary>What the command line itself says.</summary>
    /// <exception cref="ScanRequestException">A word is none that the field can be.</exception>
    public RequestChanges Said(ParseResult arguments) => _options
        .Where(option => arguments.IsSaid(option.Option))
        .Aggregate(new RequestChanges(), (changes, option) => changes.With(option.Field, option.Read(arguments)));

    private static FieldOption Of(RequestField field)
    {
        var (name, meaning, usual) = (field.Option!, field.OptionMeaning, field.Get(Defaults));
        var placeholder = field.Placeholder ?? "N";
        switch (field.Kind)
        {
            case FieldKind.Whole when usual is int whole: return Read(NewOption.Whole(name, whole, meaning), value => value);
            case FieldKind.Whole: return Read(NewOption.WholeOrNone(name, meaning), value => value);
            case FieldKind.Number when usual is double number: return Read(NewOption.Number(name, placeholder, number, meaning), value => value);
            case FieldKind.Number: return Read(NewOption.NumberOrNone(name, placeholder, meaning), value => value);
            case FieldKind.Day: return Read(NewOption.Day(name, meaning), value => value);
            case FieldKind.Flag:
                var turnsOff = name.StartsWith("--no-", StringComparison.Ordinal);
                return Read(new Option<bool>(name) { Description = meaning }, value => value != turnsOff);
            case FieldKind.Words:
                var words = field.Words.IsEmpty ? "" : $" ({string.Join(", ", field.Words)})";
                return Read(NewOption.Texts(name, placeholder, $"{meaning.TrimEnd('.')}{words}; may be repeated."), field.Parse);
            case FieldKind.Word when !field.Words.IsEmpty:
                var option = new WordOption<string>(name, field.Name, meaning, [.. field.Words.Select(word => (word, word))])
                {
                    Default = field.Words.First(word => word.Equals(usual?.ToString(), StringComparison.OrdinalIgnoreCase)),
                };
                return Read(option, word => field.Parse(word!));
            case FieldKind.Word:
                var text = NewOption.Text(name, placeholder, meaning);
                if (usual is string other) text.DefaultValueFactory = _ => other;
                return Read(text, value => value);
            default: throw new NotSupportedException($"{field.Kind} is no kind of an option.");
        }

        FieldOption Read<T>(Option<T> option, Func<T, object?> convert) => new(field, option, arguments => convert(arguments.GetValue(option)!));
    }

    private sealed record FieldOption(RequestField Field, Option Option, Func<ParseResult, object?> Read);
}
