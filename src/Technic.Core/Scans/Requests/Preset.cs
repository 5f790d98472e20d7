namespace Technic.Core.Scans.Requests;

/// <summary>A named scan.</summary>
/// <param name="Name">The name.</param>
/// <param name="Meaning">Its meaning, in one sentence; may be empty.</param>
/// <param name="Changes">Its changes to a request.</param>
public sealed record Preset(string Name, string Meaning, RequestChanges Changes);
