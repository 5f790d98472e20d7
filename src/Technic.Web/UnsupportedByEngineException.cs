namespace Technic.Web;

/// <summary>The engine of this server does not have what a request needs. The message is one sentence for the client.</summary>
internal sealed class UnsupportedByEngineException(string message) : Exception(message);
