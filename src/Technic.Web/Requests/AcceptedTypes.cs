using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Technic.Web.Requests;

/// <summary>Chooses a media type by the Accept header (RFC 9110, section 12.5.1).</summary>
internal static class AcceptedTypes
{
    /// <summary>The type that the client prefers.</summary>
    /// <param name="request">The request. Without a valid Accept header every type is as good.</param>
    /// <param name="offered">The types of the endpoint, the usual one first. Of types that the client names alike, the one that it
    /// names first is chosen; of types under a wildcard, the first of these.</param>
    /// <exception cref="BadHttpRequestException">None is acceptable (406).</exception>
    public static string Choose(HttpRequest request, IReadOnlyList<string> offered)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0) return offered[0];
        var best = offered.Select(type => (Type: type, Match: Match.Of(type, accepted))).MaxBy(choice => choice.Match);
        return best.Match.Quality > 0 ? best.Type : throw new BadHttpRequestException(
            $"None of the types of the Accept header is available here. Available: {string.Join(", ", offered)}.",
            StatusCodes.Status406NotAcceptable);
    }

    /// <summary>How well a type matches an Accept header.</summary>
    /// <param name="Quality">0, not accepted, to 1.</param>
    /// <param name="Specificity">2 for the type itself, 1 for <c>text/*</c>, 0 for <c>*/*</c>.</param>
    /// <param name="Position">The place of a type itself in the header, the first one highest.</param>
    private readonly record struct Match(double Quality, int Specificity, int Position) : IComparable<Match>
    {
        public static Match Of(string type, IList<MediaTypeHeaderValue> accepted)
        {
            var best = new Match(0, -1, 0);
            for (var i = 0; i < accepted.Count; i++)
            {
                // The most specific entry decides, whatever its quality.
                if (SpecificityOf(accepted[i], type) is { } specificity && specificity > best.Specificity)
                    best = new Match(accepted[i].Quality ?? 1, specificity, specificity == 2 ? -i : 0);
            }
            return best;
        }

        public int CompareTo(Match other) => (Quality, Specificity, Position).CompareTo((other.Quality, other.Specificity, other.Position));

        private static int? SpecificityOf(MediaTypeHeaderValue accepted, string type)
        {
            if (accepted.MatchesAllTypes) return 0;
            if (accepted.MatchesAllSubTypes)
                return type.StartsWith($"{accepted.Type}/", StringComparison.OrdinalIgnoreCase) ? 1 : null;
            return accepted.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? 2 : null;
        }
    }
}
