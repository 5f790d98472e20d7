namespace Technic.Sources.Rest;

/// <summary>A provider's REST API: its name in messages, and the headers with the key.</summary>
/// <param name="Name">The name, e.g. <c>Alpaca</c>.</param>
/// <param name="Headers">The headers of every request to the API's own addresses.</param>
/// <param name="KeyVariables">The environment variables of the key, for messages.</param>
internal sealed record RestApi(string Name, IReadOnlyList<KeyValuePair<string, string>> Headers, string KeyVariables)
{
    private const int LongestQuote = 160;

    /// <summary>A text of a response, safe to show: one line, short, without the key.</summary>
    public string? Quote(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        // The value of a header may begin with a scheme: "Token abc".
        foreach (var (_, value) in Headers) text = text.Replace(value.Split(' ')[^1], "***", StringComparison.OrdinalIgnoreCase);
        var line = string.Concat(text.Trim().Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > LongestQuote ? line[..LongestQuote] + "…" : line.TrimEnd('.');
    }

    /// <summary>Nothing of the key.</summary>
    public override string ToString() => Name;
}
