namespace Technic.Web;

/// <summary>
/// As much is under way as the server bears; asking again in a moment may help. The message is one sentence for a person.
/// </summary>
internal sealed class BusyException(string message) : Exception(message);
