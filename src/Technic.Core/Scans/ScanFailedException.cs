namespace Technic.Core.Scans;

/// <summary>A scan that cannot continue. The message is one sentence for people and contains no secret.</summary>
public sealed class ScanFailedException(string message, Exception? inner = null) : Exception(message, inner);
