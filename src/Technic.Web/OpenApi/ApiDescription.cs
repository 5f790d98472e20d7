using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Technic.Columnar;
using Technic.Core.Market;
using Technic.Web.Problems;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Security;

namespace Technic.Web.OpenApi;

/// <summary>Generates the OpenAPI 3.1 document from the metadata of the endpoints (<see cref="ApiShape"/>) and their schemas.</summary>
internal static class ApiDescription
{
    private const string Key = "key", Bearer = "bearer";

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["Scans"] = "Scans and their rows, columns, presets and symbols.",
        ["Studies"] = "What followed a condition on all days of the past.",
        ["Watches"] = "Lists of symbols, and scans that are checked after each session.",
        ["Histories"] = "Prices and indicators of a symbol.",
        ["Formulas"] = "The formula language.",
        ["Engine"] = "The processes of the engine.",
        ["Cache"] = "The cache of price histories.",
        ["Data"] = "The stored market days.",
        ["Health"] = "Whether the server works.",
    };

    // Every request can get these, so the operations share them.
    private static readonly (int Status, string Name, string Meaning)[] Refusals =
    [
        (StatusCodes.Status401Unauthorized, "Unauthenticated", "The API key or access token is missing or invalid."),
        (StatusCodes.Status403Forbidden, "Forbidden", "The caller does not have the required role; or a request of another web site."),
        (StatusCodes.Status429TooManyRequests, "TooManyRequests", "A limit of the server is exceeded. Retry-After says when to try again."),
    ];

    public static void Configure(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = NameOf;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Correct(schema, context.JsonTypeInfo.Type);
            Require(schema, context.JsonTypeInfo, context.JsonPropertyInfo);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(async (document, context, cancellationToken) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Technic",
                Version = "v1",
                Description = "Scans the US stock market for technical setups. Errors are problem documents (RFC 9457).",
                Contact = new OpenApiContact { Name = "The Technic maintainers" },
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            };
            foreach (var server in document.Servers ?? []) server.Url = server.Url?.TrimEnd('/');
            foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
                tag.Description ??= Tags.GetValueOrDefault(tag.Name ?? "");
            foreach (var record in Shapes.Records)
            {
                var schema = await context.GetOrCreateSchemaAsync(record, null, cancellationToken).ConfigureAwait(false);
                document.AddComponent(record.Name, schema);
            }
            foreach (var (name, schema) in Shapes.All(document)) document.AddComponent(name, schema);
            foreach (var (record, property, schema) in Shapes.FieldProperties)
                ((OpenApiSchema)document.Components!.Schemas![record]).Properties![property] = new OpenApiSchemaReference(schema, document);
            foreach (var (_, name, meaning) in Refusals) document.AddComponent(name, Refusal(meaning, document));
            AddSecurity(document, context.ApplicationServices.GetRequiredService<AcceptedSchemes>());
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            foreach (var shape in metadata.OfType<ApiShape>()) Describe(operation, shape, context.Document!);
            AddRefusals(operation, metadata.OfType<IAllowAnonymous>().Any(), context.Document!);
            return Task.CompletedTask;
        });
    }

    /// <summary>The name of the schema of a type; <c>null</c> for a type without an own one.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        const string suffix = "Document";
        if (type.Type == typeof(Symbol) || type.Type == typeof(Symbol?) || type.Type == typeof(JsonElement)) return null;
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is not null && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
    }

    /// <summary>
    /// The framework describes numbers as readable from text too, which those of responses never are, and does not say that the values of
    /// an enumeration are texts.
    /// </summary>
    private static void Correct(OpenApiSchema schema, Type type)
    {
        // Written by converters.
        if (type == typeof(TimeSpan) || type == typeof(TimeSpan?)) schema.Type = JsonSchemaType.Number;
        if (type == typeof(Symbol)) schema.Type = JsonSchemaType.String;
        if (type == typeof(Symbol?)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (schema.Type is { } kind && (kind & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            schema.Type = kind & ~JsonSchemaType.String;
            schema.Pattern = null;
        }
        if (schema is { Type: null, Enum.Count: > 0 }) schema.Type = JsonSchemaType.String;
    }

    /// <summary>A document has all its properties, but for those that it omits without a value, which are never null then.</summary>
    private static void Require(OpenApiSchema schema, JsonTypeInfo type, JsonPropertyInfo? property)
    {
        if (property is not null && CanBeAbsent(property))
        {
            schema.Type &= ~JsonSchemaType.Null;
            schema.Metadata?.Remove("x-is-nullable-property");
        }
        if (type.Kind == JsonTypeInfoKind.Object && schema.Required is not null)
            schema.Required = type.Properties.Where(member => !CanBeAbsent(member)).Select(member => member.Name).ToHashSet();
    }

    private static bool CanBeAbsent(JsonPropertyInfo property) =>
        property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) == true;

    private static OpenApiResponse Refusal(string meaning, OpenApiDocument document) => new()
    {
        Description = meaning,
        Content = ProblemContent(document),
    };

    private static void AddRefusals(OpenApiOperation operation, bool isForAnybody, OpenApiDocument document)
    {
        operation.Responses ??= [];
        if (isForAnybody) operation.Security = [];
        foreach (var (status, name, _) in Refusals)
        {
            if (status == StatusCodes.Status403Forbidden || !isForAnybody)
                operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference(name, document);
        }
    }

    /// <summary>Adds the security schemes; an open server requires none of them.</summary>
    private static void AddSecurity(OpenApiDocument document, AcceptedSchemes schemes)
    {
        document.AddComponent(Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = RequestKey.Header,
            Description = "An API key of 'technic keys new'.",
        });
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key, or an access token of the server's identity provider.",
        });
        document.Security =
        [
            .. schemes.IsOpen ? [new OpenApiSecurityRequirement()] : Array.Empty<OpenApiSecurityRequirement>(),
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
        ];
    }

    private static void Describe(OpenApiOperation operation, ApiShape shape, OpenApiDocument document)
    {
        operation.Responses ??= [];
        if (shape.Answer is { } answer)
            Add(StatusCodes.Status200OK, new OpenApiResponse { Description = "OK", Content = Content(shape, answer, document) });
        if (shape.IsTable)
        {
            var response = new OpenApiResponse { Description = "Not Acceptable", Content = ProblemContent(document) };
            Add(StatusCodes.Status406NotAcceptable, response);
        }
        if (shape.Body is { } body)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content("application/json", body, document) };
        operation.Parameters =
        [
            .. shape.Path.Select(Parameter), .. shape.Query.Where(field => field.InQuery).Select(Parameter),
            .. shape.IsTable ? [Parameter(RequestedFormat.Field)] : Array.Empty<OpenApiParameter>(),
        ];

        void Add(int status, OpenApiResponse response) => operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = response;
    }

    private static Dictionary<string, OpenApiMediaType> Content(ApiShape shape, string answer, OpenApiDocument document)
    {
        var content = Content(shape.ContentType, answer, document);
        if (!shape.IsTable) return content;
        foreach (var format in Enum.GetValues<TableFormat>())
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format == TableFormat.Csv ? null : "binary" };
            content.TryAdd(TableResponse.MediaTypeOf(format), new OpenApiMediaType { Schema = schema });
        }
        return content;
    }

    private static Dictionary<string, OpenApiMediaType> ProblemContent(OpenApiDocument document) =>
        Content(Problem.ContentType, nameof(ProblemDetails), document);

    private static Dictionary<string, OpenApiMediaType> Content(string type, string shape, OpenApiDocument document) =>
        new() { [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(shape, document) } };

    private static OpenApiParameter Parameter(PathParameter part) => new()
    {
        Name = part.Name,
        In = ParameterLocation.Path,
        Required = true,
        Description = part.Meaning,
        Example = part.Example,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Parameter(ScanField field)
    {
        var schema = Shapes.Of(field);
        // The parameter itself is described.
        schema.Description = null;
        return new() { Name = field.Name, In = ParameterLocation.Query, Description = field.Meaning, Schema = schema, Explode = true };
    }
}
