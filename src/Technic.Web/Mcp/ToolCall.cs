using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Web.Requests;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>A call of a tool.</summary>
/// <param name="arguments">The arguments, a JSON object.</param>
/// <param name="fields">The possible arguments.</param>
/// <param name="services">The services of the server.</param>
/// <param name="caller">The caller.</param>
/// <param name="cancellation">Cancels the call.</param>
internal sealed class ToolCall(
    JsonElement arguments, ImmutableArray<ScanField> fields, IServiceProvider services, Caller caller, CancellationToken cancellation)
{
    public Caller Caller => caller;

    public CancellationToken Cancellation => cancellation;

    public IScanEngine Engine => Service<IScanEngine>();

    public TechnicWebOptions Options => Service<TechnicWebOptions>();

    /// <summary>Today's date in New York.</summary>
    public DateOnly Today => NewYork.Date(Service<TimeProvider>().GetUtcNow());

    /// <summary>The symbol of the argument <c>symbol</c>.</summary>
    /// <exception cref="ScanRequestException">It is missing or invalid.</exception>
    public Symbol Symbol => ScanFields.SymbolOf(Text(ToolArguments.Symbol));

    public T Service<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>The name of the price source; <c>null</c> if the engine does not say it.</summary>
    public async ValueTask<string?> SourceAsync() =>
        Engine is IEngineStatusSource engine ? (await engine.GetStatusAsync(cancellation).ConfigureAwait(false)).Source : null;

    /// <summary>Reads the arguments. Unknown ones are rejected.</summary>
    /// <param name="draft">What they change.</param>
    /// <exception cref="ScanRequestException">An argument is unknown or invalid.</exception>
    public ScanDraft Draft(ScanDraft? draft = null) => FieldReader.OfJson(arguments, fields, draft);

    /// <summary>A text that must be given.</summary>
    /// <exception cref="ScanRequestException">It is missing, or another type.</exception>
    public string Text(string name) => Find(name)?.Text() is { Length: > 0 } text
        ? text
        : throw new ScanRequestException($"Missing argument '{name}': {fields.First(field => field.Name == name).Meaning}");

    /// <summary>A text; <c>null</c> if it is missing.</summary>
    /// <exception cref="ScanRequestException">Another type.</exception>
    public string? OptionalText(string name) => Find(name)?.Text();

    /// <summary>Texts; <c>null</c> if they are missing.</summary>
    /// <exception cref="ScanRequestException">Another type.</exception>
    public IReadOnlyList<string>? OptionalTexts(string name) => Find(name)?.List().ToArray();

    /// <summary>The arguments without some of them, as an object. Unknown ones are rejected.</summary>
    /// <exception cref="ScanRequestException">An argument is unknown or invalid.</exception>
    public JsonElement ArgumentsWithout(params ReadOnlySpan<string> names)
    {
        Draft();
        var rest = arguments.Deserialize<Dictionary<string, JsonElement>>()!;
        foreach (var name in names) rest.Remove(name);
        return JsonSerializer.SerializeToElement(rest);
    }

    /// <summary>Whether a flag is set; <c>false</c> if it is missing.</summary>
    /// <exception cref="ScanRequestException">Another type.</exception>
    public bool Flag(string name) => Find(name)?.Boolean() ?? false;

    /// <summary>A whole number.</summary>
    /// <exception cref="ScanRequestException">Another type, or out of range.</exception>
    public int Integer(string name, int fallback, int least, int most)
    {
        if (Find(name)?.Integer() is not { } number) return fallback;
        return number >= least && number <= most
            ? number
            : throw new ScanRequestException($"{name} must be between {least} and {most}, not {number}.");
    }

    private JsonFieldValue? Find(string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new JsonFieldValue(name, value) : null;
}
