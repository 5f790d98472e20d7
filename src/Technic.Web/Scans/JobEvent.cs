using System.Text.Json;

namespace Technic.Web.Scans;

/// <summary>An event of a scan.</summary>
/// <param name="Id">The number: ascending from 1, with gaps where a progress event replaced an earlier one.</param>
/// <param name="Type">The event type.</param>
/// <param name="Write">Writes the data.</param>
internal sealed record JobEvent(long Id, string Type, Action<Utf8JsonWriter> Write)
{
    /// <summary>A placeholder for a period without events.</summary>
    public static JobEvent Heartbeat { get; } = new(0, "", _ => { });
}
