using System.Text.Json;
using Technic.Core.Scans.Requests;

namespace Technic.Web.Requests;

/// <summary>One field of a scan's request: how it is called, read and written.</summary>
/// <param name="Name">The name in JSON and in a query.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Meaning">One sentence for the API's description.</param>
/// <param name="Read">Puts what was given into the request that is being made.</param>
/// <param name="Write">Writes the field of a request; nothing where the request does not say.</param>
internal sealed record ScanField(string Name, FieldKind Kind, string Meaning, Action<ScanDraft, Given> Read, Action<Utf8JsonWriter, ScanDraft> Write)
{
    /// <summary>The words that are possible, where there are few.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether the field can stand in a query.</summary>
    public bool InQuery => Kind is not (FieldKind.Listings or FieldKind.Counts);
}
