using System.CommandLine;
using Technic.Cli.Output;

namespace Technic.Cli.Setup;

/// <summary>The option that has an engine elsewhere do the work.</summary>
internal sealed class ServerOption
{
    private readonly Option<string?> _server = NewOption.Text(
        "--server", "URL", "Let the engine of a server do it, e.g. of 'technic serve'; its source and its cache are the server's own.");

    public void AddTo(Command command) => command.Add(_server);

    /// <summary>The server; <c>null</c> when none was named.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="own">Options of an engine in this process.</param>
    /// <exception cref="UsageException">It is no address, or options contradict each other.</exception>
    public Uri? Read(ParseResult arguments, params IEnumerable<Option> own)
    {
        if (arguments.GetValue(_server) is not { } text) return null;
        if (own.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } contradiction)
            throw new UsageException($"{contradiction.Name} is for an engine in this process, and --server names one elsewhere.");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps)
            ? server
            : throw new UsageException($"'{TerminalText.Shown(text)}' is no server's address: it begins with http:// or https://, e.g. http://127.0.0.1:5080.");
    }
}
