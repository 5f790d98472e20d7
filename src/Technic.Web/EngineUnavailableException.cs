namespace Technic.Web;

/// <summary>
/// The engine behind the server cannot be reached now; asking later may help. The message is one sentence for a person and holds no secret.
/// An engine that knows it at once throws it when a scan is asked for, and not only when its updates are read.
/// </summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
