using System.Text.Json;
using Technic.Core.Scans.Requests;

namespace Technic.Web.Requests;

/// <summary>A field of a scan request.</summary>
/// <param name="Name">The name in JSON and in a query.</param>
/// <param name="Kind">The type of the value.</param>
/// <param name="Meaning">The description in the API documentation.</param>
/// <param name="Read">Reads the value into the draft.</param>
/// <param name="Write">Writes the value of a request; nothing if it is not set.</param>
internal sealed record ScanField(
    string Name, FieldKind Kind, string Meaning, Action<ScanDraft, FieldValue> Read, Action<Utf8JsonWriter, ScanDraft> Write)
{
    /// <summary>A field that the endpoint or tool reads itself.</summary>
    public static ScanField Own(string name, FieldKind kind, string meaning) => new(name, kind, meaning, (_, _) => { }, (_, _) => { });

    /// <summary>The allowed values; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The least number, or item of a list; <c>null</c> for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>The number that the value must be above; <c>null</c> for none.</summary>
    public double? Above { get; init; }

    /// <summary>The greatest number, or item of a list; <c>null</c> for none.</summary>
    public double? Maximum { get; init; }

    /// <summary>The value of a whole number that is not given; <c>null</c> if the request decides it.</summary>
    public int? Default { get; init; }

    /// <summary>The field of <see cref="Core.Scans.ScanRequest"/>; <c>null</c> for another one.</summary>
    public RequestField? OfScan { get; init; }

    /// <summary>Whether a query supports the field.</summary>
    public bool InQuery => Kind is not (FieldKind.Listings or FieldKind.Counts or FieldKind.IntegerList);
}
