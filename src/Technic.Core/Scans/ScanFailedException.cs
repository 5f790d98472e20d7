namespace Technic.Core.Scans;

/// <summary>A scan that cannot go on. The message is one sentence for a person and holds no secret.</summary>
public sealed class ScanFailedException(string message, Exception? inner = null) : Exception(message, inner);
