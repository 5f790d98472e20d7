using System.Text.Json;

namespace Technic.Web.Scans;

/// <summary>Something that a scan told, as an event of its stream.</summary>
/// <param name="Id">Its number: ascending from 1, with gaps where a later progress took the place of an earlier one.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Write">Writes its data.</param>
internal sealed record JobEvent(long Id, string Type, Action<Utf8JsonWriter> Write)
{
    /// <summary>Stands where nothing was told for a while.</summary>
    public static JobEvent Beat { get; } = new(0, "", _ => { });
}
