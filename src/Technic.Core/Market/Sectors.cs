using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Technic.Core.Text;

namespace Technic.Core.Market;

/// <summary>
/// The names of <see cref="Sector"/>. GICS names, those of Nasdaq's company list and of other vendors, and common short forms map to the
/// same sector; case, spaces and punctuation do not matter. Compare sectors, never their names.
/// </summary>
public static class Sectors
{
    private static readonly (Sector Sector, string Name, string[] Others)[] Names =
    [
        (Sector.Energy, "Energy", ["Oil & Gas"]),
        (Sector.Materials, "Materials", ["Basic Materials", "Material"]),
        (Sector.Industrials, "Industrials", ["Industrial", "Capital Goods", "Transportation"]),
        (
            Sector.ConsumerDiscretionary, "Consumer Discretionary",
            ["Discretionary", "Consumer Cyclical", "Cyclical", "Consumer Durables", "Consumer Services"]),
        (Sector.ConsumerStaples, "Consumer Staples", ["Staples", "Consumer Defensive", "Defensive", "Consumer Non-Durables"]),
        (Sector.HealthCare, "Health Care", ["Healthcare", "Health"]),
        (Sector.Financials, "Financials", ["Finance", "Financial", "Financial Services"]),
        (Sector.InformationTechnology, "Information Technology", ["Technology", "Tech", "IT", "Info Tech"]),
        (
            Sector.CommunicationServices, "Communication Services",
            ["Telecommunications", "Telecommunication Services", "Telecom", "Communications", "Communication"]),
        (Sector.Utilities, "Utilities", ["Utility", "Public Utilities"]),
        (Sector.RealEstate, "Real Estate", ["REIT", "REITs"]),
        (Sector.Unclassified, "Unclassified", ["Miscellaneous", "N/A", "None", "Unknown"]),
    ];

    private static readonly FrozenDictionary<string, Sector> ByWord = Names
        .SelectMany(entry => entry.Others.Append(entry.Name), (entry, name) => KeyValuePair.Create(Letters(name), entry.Sector))
        .DistinctBy(pair => pair.Key)
        .ToFrozenDictionary();

    // Most names are exactly one of these, so that the lookup needs no new string.
    private static readonly FrozenDictionary<string, Sector> ByName = Names
        .SelectMany(entry => entry.Others.Append(entry.Name), (entry, name) => KeyValuePair.Create(name, entry.Sector))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<Sector, string> NameOf = Names.ToFrozenDictionary(entry => entry.Sector, entry => entry.Name);

    /// <summary>The eleven sectors in the standard's order, without <see cref="Sector.Unclassified"/>.</summary>
    public static IReadOnlyList<Sector> All { get; } =
        [.. Names.Select(entry => entry.Sector).Where(sector => sector != Sector.Unclassified)];

    /// <summary>The standard's name: <c>Health Care</c>.</summary>
    public static string Name(this Sector sector) =>
        NameOf.TryGetValue(sector, out var name) ? name : throw new ArgumentOutOfRangeException(nameof(sector), sector, "Unknown sector.");

    /// <summary>The sector of a listing; <see cref="Sector.Unclassified"/> when its source has none, or an unknown one.</summary>
    public static Sector Of(string? name) => TryParse(name, out var sector) ? sector : Sector.Unclassified;

    /// <summary>Parses the name of a sector.</summary>
    /// <exception cref="FormatException">The sector is unknown; the message lists the sectors.</exception>
    public static Sector Parse(string name) => TryParse(name, out var sector) ? sector : throw new FormatException(Complaint(name));

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? name, out Sector sector)
    {
        sector = Sector.Unclassified;
        // All names are far shorter; longer texts are not compared.
        return name is { Length: <= 64 } && (ByName.TryGetValue(name, out sector) || ByWord.TryGetValue(Letters(name), out sector));
    }

    /// <summary>The error message for an unknown sector name, with the known ones; <c>null</c> when the name is valid.</summary>
    public static string? Complaint(string? name)
    {
        if (TryParse(name, out _)) return null;
        var names = Names.Select(entry => entry.Name).ToArray();
        var meant = Suggestion.DidYouMean(name ?? "", names.Concat(Names.SelectMany(entry => entry.Others)));
        return $"Unknown sector '{Printable.Of(name ?? "")}'{meant}: expected one of {string.Join(", ", names[..^1])} and {names[^1]}.";
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetter).Select(char.ToLowerInvariant));
}
