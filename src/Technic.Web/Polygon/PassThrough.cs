using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Hybrid;
using Technic.Core.Engine;
using Technic.Core.Provider;
using Technic.Web.Problems;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>
/// Passes requests that Technic cannot answer on to Polygon, with the API key of the price source and within its request quota. Answers
/// are kept in memory for a while, and concurrent callers share one request. Failures are not kept.
/// </summary>
internal sealed class PassThrough(HybridCache cache, TechnicWebOptions options)
{
    /// <summary>The maximum size of an answer that is kept, in bytes.</summary>
    public const long MaxKeptBytes = 8 << 20;

    /// <summary>The maximum length of the path and query of an answer that is kept.</summary>
    public const int MaxPathLength = 4_096;

    /// <summary>The maximum size of all kept answers, in bytes.</summary>
    public const long MaxBytes = 64 << 20;

    /// <summary>How long quotes, trades and snapshots are kept.</summary>
    public static readonly TimeSpan Live = TimeSpan.FromSeconds(1);

    /// <summary>How long bars, news and filings are kept.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    /// <summary>How long lists are kept that change once a day at most.</summary>
    public static readonly TimeSpan Reference = TimeSpan.FromHours(12);

    private const string SourceHeader = "X-Technic-Source";

    /// <summary>Passes a request on, or answers with the problem if this server does not do that.</summary>
    /// <param name="context">The request.</param>
    /// <param name="engine">The engine, with the API of its provider.</param>
    /// <param name="problem">Why Technic cannot answer the request.</param>
    /// <param name="life">How long an answer is kept.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, IScanEngine engine, Problem problem, TimeSpan life)
    {
        if (!options.PassThrough) return Refused(problem, "Pass-through to Polygon is off on this server.");
        if (engine is not IProviderApi provider) return Refused(problem, "This engine passes no requests on to Polygon.");
        var path = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        try
        {
            var entry = new HybridCacheEntryOptions { Expiration = life, LocalCacheExpiration = life };
            var body = await cache.GetOrCreateAsync(
                $"polygon {path}", (provider, path), static (request, token) => RequestAsync(request.provider, request.path, token),
                entry, cancellationToken: context.RequestAborted).ConfigureAwait(false);
            context.Response.Headers[SourceHeader] = "polygon";
            return new PassedAnswer(body);
        }
        catch (NoAnswerException failed)
        {
            return failed.Answer switch
            {
                null => Refused(problem, "The price source of this server is not Polygon, so the request cannot be passed on."),
                { Failure: null, Problem: var sentence } => new ProblemResult(Problem.NotFound(sentence ?? problem.Detail)),
                { Failure: var failure, Problem: var sentence } => PolygonCall.Failed(sentence ?? problem.Detail, failure),
            };
        }
    }

    private static async ValueTask<byte[]> RequestAsync(IProviderApi provider, string path, CancellationToken cancellationToken)
    {
        var answer = await provider.GetFromProviderAsync(path, cancellationToken).ConfigureAwait(false);
        return answer?.Body ?? throw new NoAnswerException(answer);
    }

    private static ProblemResult Refused(Problem problem, string why) =>
        new(problem with { Detail = string.Create(CultureInfo.InvariantCulture, $"{problem.Detail} {why}") });

    /// <summary>The provider gave no answer. An exception, so that it is not kept.</summary>
    private sealed class NoAnswerException(ProviderAnswer? answer) : Exception
    {
        /// <summary>The reason; <c>null</c> when the source has no API.</summary>
        public ProviderAnswer? Answer => answer;
    }

    /// <summary>An answer of Polygon whose next page is requested from this server.</summary>
    private sealed class PassedAnswer(byte[] body) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (request, response) = (httpContext.Request, httpContext.Response);
            response.ContentType = JsonResponse.ContentType;
            if (!TryFindNextUrl(body, out var start, out var end, out var next))
            {
                await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
                return;
            }
            var ours = JsonEncodedText.Encode($"{request.Scheme}://{request.Host}{request.PathBase}{next.PathAndQuery}");
            await response.BodyWriter.WriteAsync(body.AsMemory(0, start), httpContext.RequestAborted).ConfigureAwait(false);
            await response.WriteAsync($"\"{ours}\"", Encoding.UTF8, httpContext.RequestAborted).ConfigureAwait(false);
            await response.BodyWriter.WriteAsync(body.AsMemory(end), httpContext.RequestAborted).ConfigureAwait(false);
        }

        /// <summary>Finds the member <c>next_url</c> of the answer, without those of objects in it.</summary>
        private static bool TryFindNextUrl(ReadOnlySpan<byte> json, out int start, out int end, out Uri next)
        {
            (start, end, next) = (0, 0, null!);
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader is not { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } || !reader.ValueTextEquals("next_url"u8))
                    continue;
                reader.Read();
                (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                return reader.TokenType == JsonTokenType.String && Uri.TryCreate(reader.GetString(), UriKind.Absolute, out next!);
            }
            return false;
        }
    }
}
