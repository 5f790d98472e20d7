namespace Technic.Web;

/// <summary>
/// The engine is temporarily unavailable. The message is shown to the user and contains no secrets. If an engine detects the condition
/// immediately, it throws when the scan is requested, not when its updates are read.
/// </summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
