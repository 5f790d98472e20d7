using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;

namespace Technic.Core.Scans.Requests;

/// <summary>One field of a request: a property of <see cref="ScanRequest"/> with <see cref="RequestFieldAttribute"/>.</summary>
public sealed class RequestField
{
    private readonly PropertyInfo _property;

    private RequestField(PropertyInfo property, RequestFieldAttribute declared)
    {
        _property = property;
        Declared = declared;
        Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        (Kind, Choices) = KindOf(property.PropertyType);
    }

    /// <summary>All fields, in the order of declaration, which is also that of writing.</summary>
    public static IReadOnlyList<RequestField> All { get; } = Declarations();

    /// <summary>The name in JSON and in queries.</summary>
    public string Name { get; }

    public FieldKind Kind { get; }

    /// <summary>The allowed values; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>The attribute of the property.</summary>
    public RequestFieldAttribute Declared { get; }

    /// <summary>The fields of some properties, by the properties' names.</summary>
    public static IReadOnlyList<RequestField> Of(params string[] properties) =>
        Array.ConvertAll(properties, property => All.First(field => field._property.Name == property));

    /// <summary>The field's value in a request.</summary>
    public object? Get(ScanRequest request) => _property.GetValue(request);

    /// <summary>The request with another value of the field.</summary>
    public ScanRequest Set(ScanRequest request, object value)
    {
        // The copy is not shared yet, so its property can still be initialised.
        var changed = request with { };
        _property.SetValue(changed, value);
        return changed;
    }

    /// <summary>The value of a text, e.g. a frequency.</summary>
    /// <exception cref="ScanRequestException">The text is not a value of the field; the message is one sentence.</exception>
    public object Parse(string word) => Parse(word, RequestContext.Default.String);

    /// <summary>The value of texts, e.g. signals.</summary>
    /// <exception cref="ScanRequestException">One of them is not a value of the field; the message is one sentence.</exception>
    public object Parse(IReadOnlyList<string> words) => Parse(words, RequestContext.Default.IReadOnlyListString);

    /// <summary>Reads a value that is not <c>null</c>.</summary>
    /// <exception cref="FormatException">It is not a value of the field; the message is one sentence.</exception>
    internal object Read(JsonElement json) => RequestValue.Read(json, _property.PropertyType);

    /// <summary>Writes a property with a value.</summary>
    public void Write(Utf8JsonWriter json, object value)
    {
        json.WritePropertyName(Name);
        JsonSerializer.Serialize(json, value, RequestContext.Default.GetTypeInfo(_property.PropertyType)!);
    }

    private object Parse<T>(T text, JsonTypeInfo<T> type) where T : class
    {
        if (_property.PropertyType.IsInstanceOfType(text)) return text;
        try
        {
            return Read(JsonSerializer.SerializeToElement(text, type));
        }
        catch (FormatException problem)
        {
            throw new ScanRequestException(problem.Message);
        }
    }

    // Every command line runs this code: it is a loop, because a loop starts faster than a query.
    private static List<RequestField> Declarations()
    {
        var fields = new List<RequestField>();
        foreach (var property in typeof(ScanRequest).GetProperties())
        {
            if (property.GetCustomAttribute<RequestFieldAttribute>() is { } declared) fields.Add(new RequestField(property, declared));
        }
        return fields;
    }

    private static (FieldKind Kind, IReadOnlyList<string> Choices) KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(int)) return (FieldKind.Integer, []);
        if (type == typeof(double)) return (FieldKind.Number, []);
        if (type == typeof(bool)) return (FieldKind.Boolean, []);
        if (type == typeof(DateOnly)) return (FieldKind.Date, []);
        if (type == typeof(string)) return (FieldKind.Text, []);
        if (type == typeof(Frequency)) return (FieldKind.Text, Frequencies.Words);
        if (type == typeof(PlanStyle)) return (FieldKind.Text, PlanStyles.Names);
        if (type == typeof(PriceAdjustment)) return (FieldKind.Text, PriceAdjustments.Words);
        if (type == typeof(IReadOnlyList<string>)) return (FieldKind.TextList, []);
        if (type == typeof(IReadOnlyList<Signal>)) return (FieldKind.TextList, Signals.Names);
        throw new NotSupportedException($"A request has no fields of the type {type}.");
    }
}
