using System.Globalization;
using Technic.Core.Scans;
using Technic.Core.Text;

namespace Technic.Core.Studies;

/// <summary>
/// Variants of a study: names in its formulas with several values each, e.g. <c>n=10,20,55</c>. With several names, every combination is a
/// variant.
/// </summary>
public sealed class StudyGrid
{
    /// <summary>The most variants of a grid.</summary>
    public const int MostVariants = 10_000;

    private readonly IReadOnlyList<(string Name, IReadOnlyList<string> Values)> _parameters;

    private StudyGrid(IReadOnlyList<(string Name, IReadOnlyList<string> Values)> parameters) => _parameters = parameters;

    /// <summary>Reads <c>NAME=VALUE,VALUE,…</c>, one text for each name.</summary>
    /// <exception cref="ScanRequestException">A text is something else, or there are too many variants.</exception>
    public static StudyGrid Parse(IReadOnlyList<string> texts)
    {
        var grid = new StudyGrid([.. texts.Select(ParseOne)]);
        var variants = grid._parameters.Aggregate(1L, (count, parameter) => Math.Min(int.MaxValue, count * parameter.Values.Count));
        StudyRequest.Require(variants <= MostVariants, $"a grid has at most {MostVariants:N0} variants.");
        return grid;
    }

    /// <summary>The variants of a study, in the order of the values; the last name varies fastest.</summary>
    public IEnumerable<StudyRequest> Of(StudyRequest request)
    {
        IEnumerable<string> prefixes = [""];
        foreach (var (name, values) in _parameters)
            prefixes = [.. prefixes.SelectMany(prefix => values.Select(value => $"{prefix}let {name} = {value}; "))];
        return prefixes.Select(prefix => request with
        {
            Scan = request.Scan with { Where = With(prefix, request.Scan.Where) },
            RankBy = With(prefix, request.RankBy),
            Trades = request.Trades is { } trades ? trades with { Exit = With(prefix, trades.Exit) } : null,
        });
    }

    private static string? With(string prefix, string? formula) => formula is null ? null : prefix + formula;

    private static (string Name, IReadOnlyList<string> Values) ParseOne(string text)
    {
        if (text.Split('=') is [var name, var list] && IsName(name.Trim()) && list.Split(',', StringSplitOptions.TrimEntries) is var values
            && values.All(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            return (name.Trim(), values);
        throw new ScanRequestException($"Invalid grid '{Printable.Of(text)}': expected a name with numbers, e.g. n=10,20,55.");
    }

    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
