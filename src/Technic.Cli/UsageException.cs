namespace Technic.Cli;

/// <summary>What was asked for cannot be done as asked. The message is one sentence for a person.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
