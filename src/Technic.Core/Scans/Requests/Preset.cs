namespace Technic.Core.Scans.Requests;

/// <summary>A scan with a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Meaning">What it looks for, in one sentence; empty where its author wrote none.</param>
/// <param name="Changes">What it changes in a request.</param>
public sealed record Preset(string Name, string Meaning, RequestChanges Changes);
