using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Requests;

/// <summary>The value of a field in a JSON body or a query. Each member reads it as a type.</summary>
/// <exception cref="ScanRequestException">The value is not of the type. All reading members throw it.</exception>
internal abstract class FieldValue(string name)
{
    private const int MaxLength = 100_000;

    protected string Name => name;

    /// <summary>The JSON value, for fields that a query does not support.</summary>
    public abstract JsonElement Json { get; }

    public abstract int Integer();

    public abstract double Number();

    public abstract bool Boolean();

    public abstract string Text();

    public abstract IReadOnlyList<string> TextList();

    /// <summary>Reads a list of integers, which a query does not support.</summary>
    public IReadOnlyList<int> IntegerList()
    {
        if (Json.ValueKind != JsonValueKind.Array) throw Invalid("a list of integers", null, Json.GetRawText());
        RequireLength(Json.GetArrayLength());
        return [.. Json.EnumerateArray().Select(item => new JsonFieldValue(name, item).Integer())];
    }

    public DateOnly Date() =>
        DateOnly.TryParseExact(Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Invalid("a date", "e.g. 2021-04-21", Text());

    /// <summary>Reads a list. Each element can contain several values, separated by commas.</summary>
    public IEnumerable<string> List()
    {
        var texts = TextList();
        RequireLength(texts.Count + texts.Sum(text => text.AsSpan().Count(',')));
        return texts.SelectMany(text => text.Split(',')).Select(text => text.Trim());
    }

    /// <summary>Limits the length of a list.</summary>
    public void RequireLength(int length)
    {
        if (length > MaxLength) throw new ScanRequestException($"{Printable.Of(name)} has {length} entries; the maximum is {MaxLength}.");
    }

    public ScanRequestException Invalid(string kind, string? hint, string given) =>
        new($"Invalid {Printable.Of(name)} '{Printable.Of(given)}': expected {kind}{(hint is null ? "" : $", {hint}")}.");
}

/// <summary>A value in a JSON body.</summary>
internal sealed class JsonFieldValue(string name, JsonElement value) : FieldValue(name)
{
    public override JsonElement Json => value;

    public override int Integer() =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Invalid("an integer");

    public override double Number() =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Invalid("a number");

    public override bool Boolean() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid("true or false", null, value.GetRawText()),
    };

    public override string Text() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid("a text");

    public override IReadOnlyList<string> TextList()
    {
        if (value.ValueKind != JsonValueKind.Array) throw Invalid("a list of texts");
        RequireLength(value.GetArrayLength());
        return [.. value.EnumerateArray().Select(item => new JsonFieldValue(Name, item).Text())];
    }

    private ScanRequestException Invalid(string kind) => Invalid(kind, null, value.GetRawText());
}

/// <summary>A value in a query. A list is a repeated parameter.</summary>
internal sealed class QueryFieldValue(string name, StringValues values) : FieldValue(name)
{
    public override JsonElement Json => throw new InvalidOperationException($"{Name} is not supported in a query.");

    public override int Integer() =>
        int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid("an integer", null, Text());

    public override double Number() =>
        double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Invalid("a number", null, Text());

    public override bool Boolean() => Text() switch
    {
        "true" => true,
        "false" => false,
        var other => throw Invalid("true or false", null, other),
    };

    public override string Text() => values.Count == 1
        ? values[0] ?? ""
        : throw new ScanRequestException($"Duplicate parameter '{Printable.Of(Name)}'.");

    public override IReadOnlyList<string> TextList() => [.. values.Select(value => value ?? "")];
}
