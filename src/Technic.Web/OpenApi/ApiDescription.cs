using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Technic.Columnar;
using Technic.Web.Requests;
using Technic.Web.Responses;
using Technic.Web.Security;

namespace Technic.Web.OpenApi;

/// <summary>Generates the OpenAPI 3.1 document from the metadata of the endpoints (<see cref="ApiShape"/>) and their schemas.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Technic",
                Version = "v1",
                Description = "Scans the US stock market for technical setups. Errors are problem documents (RFC 9457).",
            };
            foreach (var (name, schema) in Shapes.All(document)) document.AddComponent(name, schema);
            AddKeys(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var shape in context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiShape>())
                Describe(operation, shape, context.Document!);
            return Task.CompletedTask;
        });
    }

    /// <summary>Adds the security schemes. A server without API keys requires none.</summary>
    private static void AddKeys(OpenApiDocument document)
    {
        var header = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = RequestKey.Header,
        };
        document.AddComponent("key", header);
        document.AddComponent("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" });
        document.Security = [
            new OpenApiSecurityRequirement(),
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
        ];
    }

    private static void Describe(OpenApiOperation operation, ApiShape shape, OpenApiDocument document)
    {
        operation.Responses ??= [];
        if (shape.Answer is { } answer)
        {
            Add(StatusCodes.Status200OK,
                new OpenApiResponse { Description = "OK", Content = Content(shape, answer, document) });
        }
        else
        {
            operation.Responses.Remove("200");
            Add(StatusCodes.Status204NoContent, new OpenApiResponse { Description = "No content" });
        }
        if (shape.Accepted is { } accepted)
        {
            var content = Content("application/json", accepted, document);
            Add(StatusCodes.Status202Accepted, new OpenApiResponse { Description = "Accepted", Content = content });
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

    private static Dictionary<string, OpenApiMediaType> Content(string type, string shape, OpenApiDocument document) =>
        new() { [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(shape, document) } };

    private static OpenApiParameter Parameter((string Name, string Meaning) part) => new()
    {
        Name = part.Name,
        In = ParameterLocation.Path,
        Required = true,
        Description = part.Meaning,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Parameter(ScanField field) =>
        new() { Name = field.Name, In = ParameterLocation.Query, Description = field.Meaning, Schema = Shapes.Of(field), Explode = true };
}
