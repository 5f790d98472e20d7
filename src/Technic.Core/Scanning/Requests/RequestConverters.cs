using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Technic.Core.MarketData;
using Technic.Core.Text;

namespace Technic.Core.Scanning.Requests;

/// <summary>A value that is a single number, flag or text. Anything else is a <see cref="FormatException"/> whose message is one sentence.</summary>
/// <param name="expected">What the value has to be, for the sentence.</param>
internal abstract class ValueConverter<T>(string expected) : JsonConverter<T>
{
    // A list may not have null in the place of a value.
    public sealed override bool HandleNull => true;

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        return TryRead(json, out var value) ? value : throw RequestValue.Unlike(json, expected);
    }

    protected abstract bool TryRead(JsonElement json, out T value);
}

internal sealed class WholeConverter() : ValueConverter<int>("a whole number")
{
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    protected override bool TryRead(JsonElement json, out int value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out value);
    }
}

internal sealed class NumberConverter() : ValueConverter<double>("a number")
{
    // JSON has no word for what is no number; the sentence of whoever reads it names the one that was meant.
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    protected override bool TryRead(JsonElement json, out double value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value) && double.IsFinite(value);
    }
}

internal sealed class FlagConverter() : ValueConverter<bool>("true or false")
{
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);

    protected override bool TryRead(JsonElement json, out bool value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return value || json.ValueKind == JsonValueKind.False;
    }
}

/// <summary>A value that is written as a text.</summary>
internal abstract class WordConverter<T>(Func<string, T> parse, Func<T, string> print) : ValueConverter<T>("a text in quotes")
{
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(print(value));

    protected sealed override bool TryRead(JsonElement json, out T value)
    {
        var isText = json.ValueKind == JsonValueKind.String;
        value = isText ? parse(json.GetString()!) : default!;
        return isText;
    }
}

internal sealed class TextConverter() : WordConverter<string>(text => text, text => text);

internal sealed class SymbolConverter() : WordConverter<Symbol>(Symbol.Parse, symbol => symbol.Text);

internal sealed class SignalConverter() : WordConverter<Signal>(Signals.Parse, Signals.Name);

internal sealed class FrequencyConverter() : WordConverter<Frequency>(Parse, Frequencies.Word)
{
    private static Frequency Parse(string word) =>
        Frequencies.TryParse(word, out var frequency)
            ? frequency
            : throw new FormatException($"'{Printable.Of(word)}' is no frequency: there are daily and intraday.");
}

internal sealed class DayConverter() : WordConverter<DateOnly>(Parse, day => day.ToString(Format, CultureInfo.InvariantCulture))
{
    private const string Format = "yyyy-MM-dd";

    private static DateOnly Parse(string word) =>
        DateOnly.TryParseExact(word, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new FormatException($"'{Printable.Of(word)}' is no day, e.g. 2021-04-21.");
}
