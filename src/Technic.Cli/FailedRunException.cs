namespace Technic.Cli;

/// <summary>The run could not be carried out. The message is one sentence for a person.</summary>
internal sealed class FailedRunException(string message, Exception? inner = null) : Exception(message, inner);
