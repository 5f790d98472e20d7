using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Technic.Core.Reports;
using Technic.Core.Scans;
using Technic.Core.Text;
using Technic.Web.OpenApi;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Security;

namespace Technic.Web.Mcp;

/// <summary>
/// A tool for the SDK. The answer is JSON text. An error is an answer too, marked as an error: one sentence that says what is wrong and
/// what is possible, so that the model can repair its call.
/// </summary>
internal sealed class DescribedTool(ToolDescription description) : McpServerTool
{
    public override Tool ProtocolTool { get; } = new()
    {
        Name = description.Name,
        Title = description.Title,
        Description = description.Meaning,
        InputSchema = InputOf(description),
        OutputSchema = JsonOf(description.Output),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = description.IsReadOnly, DestructiveHint = description.Replaces, IdempotentHint = description.IsIdempotent,
            OpenWorldHint = false,
        },
    };

    /// <summary>The place of a tool in their list.</summary>
    public static int PlaceOf(string name) => McpTools.All.Select(tool => tool.Name).ToList().IndexOf(name);

    /// <summary>The error for a tool that does not exist.</summary>
    public static McpProtocolException Unknown(string name)
    {
        var names = McpTools.All.Select(tool => tool.Name).ToArray();
        return new McpProtocolException(
            $"Unknown tool '{Printable.Of(name)}'{Suggestion.DidYouMean(name, names)}. Expected: {string.Join(", ", names)}.",
            McpErrorCode.InvalidParams);
    }

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var services = request.Services ?? throw new InvalidOperationException("The server has no services.");
        // Over standard input and output there is no HTTP request, and the caller is the owner.
        var caller = services.GetRequiredService<IHttpContextAccessor>().HttpContext?.Caller() ?? Caller.Owner;
        var arguments = JsonSerializer.SerializeToElement(request.Params?.Arguments ?? new Dictionary<string, JsonElement>());
        try
        {
            if (caller.Role < description.Role)
            {
                throw new ScanRequestException(
                    $"The tool {description.Name} changes what is kept: it requires an API key with the role operate.");
            }
            var call = new ToolCall(arguments, description.Fields, services, caller, cancellationToken);
            var text = TextOf(await description.Answer(call).ConfigureAwait(false));
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = text }], StructuredContent = JsonElement.Parse(text),
            };
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            var sentence = services.GetRequiredService<ProblemHandler>().ToProblem(problem).Detail;
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = sentence }] };
        }
    }

    private static string TextOf(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = Json.Writer(buffer)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static JsonElement InputOf(ToolDescription description)
    {
        // Some clients need the properties of an object even if there are none.
        if (description.Fields.IsEmpty) return JsonElement.Parse("""{"type":"object","properties":{},"additionalProperties":false}""");
        var schema = Shapes.OfFields("", [.. description.Fields.Select(field => WithDefault(field, description.Defaults))]);
        foreach (var field in description.Fields)
        {
            if (field.Default is { } value) ((OpenApiSchema)schema.Properties![field.Name]).Default = value;
        }
        schema.Required = new HashSet<string>(description.Required);
        return JsonOf(schema);
    }

    /// <summary>
    /// A field of a scan whose description says its default. It is no default of the schema: a client that sends it would override the
    /// preset.
    /// </summary>
    private static ScanField WithDefault(ScanField field, ScanRequest defaults)
    {
        if (field.OfScan is not { } scan || field.Meaning.Contains("default", StringComparison.Ordinal)) return field;
        var value = scan.Get(defaults) switch
        {
            bool flag => flag ? "true" : "false",
            Enum choice => field.Choices.First(word => word.Equals(choice.ToString(), StringComparison.OrdinalIgnoreCase)),
            string { Length: > 0 } text => text,
            int or double => string.Create(CultureInfo.InvariantCulture, $"{scan.Get(defaults)}"),
            _ => null,
        };
        return value is null ? field : field with { Meaning = $"{field.Meaning.TrimEnd('.')} (default: {value})." };
    }

    private static JsonElement JsonOf(OpenApiSchema schema)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        schema.SerializeAsV31(new OpenApiJsonWriter(text));
        return JsonElement.Parse(text.ToString());
    }
}
