namespace Technic.Web.Security;

/// <summary>Keys that cannot be used. The message is one sentence for a person and holds neither a key nor a hash.</summary>
public sealed class KeyRingException(string message, Exception? inner = null) : Exception(message, inner);
