using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.OpenApi;
using Technic.Core.Scans;
using Technic.Web.Requests;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>Answers a call of a tool: returns what writes the answer as a JSON value.</summary>
/// <exception cref="ScanRequestException">An argument is invalid; the message says what is possible.</exception>
internal delegate ValueTask<Action<Utf8JsonWriter>> ToolHandler(ToolCall call);

/// <summary>A tool of the MCP server.</summary>
/// <param name="Name">The name.</param>
/// <param name="Title">The name for people.</param>
/// <param name="Meaning">What it does and when to use it, for the model.</param>
/// <param name="Fields">The arguments.</param>
/// <param name="Output">The schema of the answer.</param>
/// <param name="Answer">Answers a call.</param>
internal sealed record ToolDescription(
    string Name, string Title, string Meaning, ImmutableArray<ScanField> Fields, OpenApiSchema Output, ToolHandler Answer)
{
    /// <summary>The names of the arguments that must be given.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>The request with the values of the arguments that are not given.</summary>
    public ScanRequest Defaults { get; init; } = new();

    /// <summary>Whether it only reads; a study is started and kept.</summary>
    public bool IsReadOnly { get => field && Role == ApiRole.Read; init; } = true;

    /// <summary>Whether it removes or replaces something that the user has saved.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether the same call again changes nothing more.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>The role that it requires.</summary>
    public ApiRole Role { get; init; } = ApiRole.Read;
}
