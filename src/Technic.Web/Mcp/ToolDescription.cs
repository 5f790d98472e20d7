using System.Collections.Immutable;
using System.Text.Json;
using Technic.Web.Requests;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>Answers a call of a tool: returns what writes the answer as a JSON value.</summary>
/// <exception cref="Core.Scans.ScanRequestException">An argument is invalid; the message says what is possible.</exception>
internal delegate ValueTask<Action<Utf8JsonWriter>> ToolHandler(ToolCall call);

/// <summary>A tool of the MCP server.</summary>
/// <param name="Name">The name.</param>
/// <param name="Title">The name for people.</param>
/// <param name="Meaning">What it does and when to use it, for the model.</param>
/// <param name="Fields">The arguments.</param>
/// <param name="Answer">Answers a call.</param>
internal sealed record ToolDescription(string Name, string Title, string Meaning, ImmutableArray<ScanField> Fields, ToolHandler Answer)
{
    /// <summary>The names of the arguments that must be given.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>Whether it only reads; a study is started and kept.</summary>
    public bool IsReadOnly { get => field && Role == ApiRole.Read; init; } = true;

    /// <summary>Whether it removes something.</summary>
    public bool Deletes { get; init; }

    /// <summary>The role that it requires.</summary>
    public ApiRole Role { get; init; } = ApiRole.Read;
}
