using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Technic.Core.Reports;

/// <summary>
/// The common format of all JSON: camelCase names, dates as <c>YYYY-MM-DD</c>, instants in UTC, <c>null</c> for no value.
/// </summary>
public static class Json
{
    /// <summary>
    /// Creates a writer of UTF-8. Letters of any script are not escaped: the text is for readers of JSON, not for web pages.
    /// </summary>
    public static Utf8JsonWriter Writer(Stream output, bool indented = false) => new(output, Options(indented));

    /// <inheritdoc cref="Writer(Stream, bool)"/>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Options(indented: false));

    private static JsonWriterOptions Options(bool indented) =>
        new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Number(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    internal static void Date(this Utf8JsonWriter json, string name, DateOnly day) =>
        json.WriteString(name, day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
}
