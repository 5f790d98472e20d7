using System.Net;

namespace Technic.Web.Security;

/// <summary>
/// A server without keys was told to listen where others than this machine reach it. The message is one sentence for a person.
/// </summary>
public sealed class OpenAddressException(EndPoint address) : Exception(
    $"Without API keys Technic serves this machine alone and does not listen on {address}: "
    + "give it keys ('technic keys new' makes one), or listen on 127.0.0.1.");
