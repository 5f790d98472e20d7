using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Web.Requests;

/// <summary>The value of one field as it was given, in JSON or in a query; whoever reads it says what it has to be.</summary>
/// <exception cref="ScanRequestException">The value is something else; every reading member throws it, with the sentence for the
/// caller.</exception>
internal abstract class Given(string name)
{
    private const int Longest = 100_000;

    protected string Name => name;

    /// <summary>The value in JSON, for fields that have no form in a query.</summary>
    public abstract JsonElement Json { get; }

    public abstract int Whole();

    public abstract double Number();

    public abstract bool Flag();

    public abstract string Word();

    public abstract IReadOnlyList<string> Words();

    public DateOnly Day() =>
        DateOnly.TryParseExact(Word(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Complain("day", "e.g. 2021-04-21", Word());

    /// <summary>The words of a list, each of which may hold several with commas between.</summary>
    public IEnumerable<string> List()
    {
        var words = Words();
        RequireLength(words.Count + words.Sum(word => word.AsSpan().Count(',')));
        return words.SelectMany(word => word.Split(',')).Select(word => word.Trim());
    }

    /// <summary>Refuses a list that is longer than any market.</summary>
    public void RequireLength(int length)
    {
        if (length > Longest) throw new ScanRequestException($"{Printable.Of(name)} has {length} entries, and at most {Longest} are read.");
    }

    public ScanRequestException Complain(string kind, string? hint, string given) =>
        new($"{Printable.Of(name)} has to be a {kind}{(hint is null ? "" : $", {hint}")}; '{Printable.Of(given)}' is none.");
}

/// <summary>A value in JSON.</summary>
internal sealed class GivenJson(string name, JsonElement value) : Given(name)
{
    public override JsonElement Json => value;

    public override int Whole() => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : throw Complain("whole number");

    public override double Number() =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Complain("number");

    public override bool Flag() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Complain("flag", "true or false", value.GetRawText()),
    };

    public override string Word() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Complain("text");

    public override IReadOnlyList<string> Words()
    {
        if (value.ValueKind != JsonValueKind.Array) throw Complain("list of texts");
        RequireLength(value.GetArrayLength());
        return [.. value.EnumerateArray().Select(item => new GivenJson(Name, item).Word())];
    }

    private ScanRequestException Complain(string kind) => Complain(kind, null, value.GetRawText());
}

/// <summary>A value in a query; a list is a parameter that is repeated.</summary>
internal sealed class GivenQuery(string name, StringValues values) : Given(name)
{
    public override JsonElement Json => throw new InvalidOperationException($"{Name} has no form in a query.");

    public override int Whole() =>
        int.TryParse(Word(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : throw Complain("whole number", null, Word());

    public override double Number() =>
        double.TryParse(Word(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Complain("number", null, Word());

    public override bool Flag() => Word() switch
    {
        "true" => true,
        "false" => false,
        var other => throw Complain("flag", "true or false", other),
    };

    public override string Word() => values.Count == 1
        ? values[0] ?? ""
        : throw new ScanRequestException($"{Printable.Of(Name)} is given {values.Count} times, and can be given once.");

    public override IReadOnlyList<string> Words() => [.. values.Select(value => value ?? "")];
}
