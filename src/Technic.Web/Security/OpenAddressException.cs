using System.Net;

namespace Technic.Web.Security;

/// <summary>
/// A server without API keys and access tokens is configured to listen on an address that other machines can reach. The message is shown to
/// the user.
/// </summary>
public sealed class OpenAddressException(EndPoint address) : Exception(
    $"Listening on {address} requires API keys or access tokens. Create a key with 'technic keys new', or listen on 127.0.0.1.");
