using System.CommandLine;
using Technic.Cli.Output;

namespace Technic.Cli.Setup;

/// <summary>The option that selects a remote server.</summary>
internal sealed class ServerOption
{
    public const string Name = "--server";

    private readonly Option<string?> _server = OptionFactory.Text(
        Name, "URL", "Run on a remote server, e.g. 'technic serve', with the source and the cache of the server.");

    public void AddTo(Command command) => command.Add(_server);

    /// <summary>The server; <c>null</c> if not specified.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="localOptions">The options of an engine in this process.</param>
    /// <exception cref="UsageException">Invalid URL, or conflicting options.</exception>
    public Uri? Read(ParseResult arguments, params IEnumerable<Option> localOptions)
    {
        if (arguments.GetValue(_server) is not { } text) return null;
        if (localOptions.FirstOrDefault(arguments.IsExplicit) is { } conflict)
            throw new UsageException($"{conflict.Name} cannot be combined with {Name}.");
        return Uri.TryCreate(text, UriKind.Absolute, out var server)
            && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps)
            ? server
            : throw new UsageException(
                $"Invalid URL '{TerminalText.Shown(text)}' for {Name}: expected http:// or https://, e.g. http://127.0.0.1:5080.");
    }
}
