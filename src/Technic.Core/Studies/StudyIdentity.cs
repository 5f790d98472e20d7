using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Technic.Core.Scans;

namespace Technic.Core.Studies;

/// <summary>What makes a study another one: everything that its figures depend on, besides the prices.</summary>
internal static class StudyIdentity
{
    /// <summary>A hash of studies of a source, in their order.</summary>
    /// <param name="requests">The studies.</param>
    /// <param name="source">A name of the prices that changes with them.</param>
    public static string Of(IEnumerable<StudyRequest> requests, string source)
    {
        var text = new StringBuilder(source);
        foreach (var request in requests) Add(text, request);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static void Add(StringBuilder text, StudyRequest request)
    {
        var scan = request.Scan;
        text.Append(CultureInfo.InvariantCulture, $"\n{StudyFormulas.Of(request).Text}|{request.RankBy}|{request.Trades}|{request.Parts}");
        text.Append(CultureInfo.InvariantCulture, $"|{request.From:O}|{request.To:O}|{string.Join(',', request.Horizons)}|{request.Entry}");
        text.Append(CultureInfo.InvariantCulture, $"|{request.Costs:R}|{request.Spread}|{request.Adjust}|{request.Delisting:R}");
        text.Append(CultureInfo.InvariantCulture, $"|{request.Universe}|{scan.MinBars}|{scan.Risk}|{scan.Formulas}");
        text.Append('|').Append(scan.Methods.Identity);
        text.Append(SymbolsOf(scan));
    }

    /// <summary>Everything that selects the symbols of a study; the order of named symbols makes no difference.</summary>
    public static string SymbolsOf(ScanRequest scan)
    {
        var text = new StringBuilder();
        foreach (var list in (IEnumerable<object>[])[scan.Types, scan.Sectors, scan.Industries, scan.Exchanges])
            text.Append('|').AppendJoin(',', list);
        var named = scan.Universe?.Listings.OrderBy(listing => listing.Symbol).Select(listing => $"{listing.Symbol} {listing.Sector}");
        return text.Append('|').AppendJoin(',', named ?? []).ToString();
    }
}
