
namespace Technic.Core.Provider.Synthetic;

/// <summary>Names of fictitious companies, each marked as such.</summary>
internal static class SyntheticNames
{
    private static readonly string[] Colours =
    [
        "Amber", "Ashen", "Azure", "Bronze", "Cedar", "Cobalt", "Copper", "Coral", "Crimson", "Dusky", "Ebony", "Emerald",
        "Frosted", "Gilded", "Golden", "Granite", "Indigo", "Ivory", "Jade", "Lunar", "Marble", "Misty", "Ochre", "Opal", "Pale",
        "Russet", "Sable", "Scarlet", "Silver", "Slate", "Umber", "Violet",
    ];

    private static readonly string[] Places =
    [
        "Anchor", "Badger", "Basin", "Bay", "Bluff", "Brook", "Canyon", "Cape", "Crane", "Delta", "Dune", "Falcon", "Fjord",
        "Forge", "Glen", "Grove", "Harbor", "Heron", "Hollow", "Isle", "Lagoon", "Lantern", "Mesa", "Orchard", "Otter", "Pass",
        "Quarry", "Reef", "Ridge", "Summit", "Vale", "Willow",
    ];

    // In the order of Sectors.All: words of company names, and GICS industries.
    private static readonly (string[] Trades, string[] Industries)[] BySector =
    [
        (["Energy", "Petroleum", "Drilling"], ["Oil, Gas & Consumable Fuels", "Energy Equipment & Services"]),
        (["Metals", "Chemicals", "Mining"], ["Chemicals", "Metals & Mining", "Containers & Packaging", "Construction Materials"]),
        (
            ["Industries", "Aerospace", "Freight"],
            ["Machinery", "Aerospace & Defense", "Building Products", "Ground Transportation", "Professional Services"]),
        (
            ["Stores", "Motors", "Resorts"],
            ["Specialty Retail", "Hotels, Restaurants & Leisure", "Automobiles", "Household Durables", "Textiles, Apparel & Luxury Goods"]),
        (
            ["Foods", "Beverages", "Household"],
            ["Food Products", "Beverages", "Household Products", "Consumer Staples Distribution & Retail"]),
        (
            ["Therapeutics", "Medical", "Biosciences"],
            ["Biotechnology", "Pharmaceuticals", "Health Care Equipment & Supplies", "Health Care Providers & Services"]),
        (["Bancorp", "Insurance", "Capital"], ["Banks", "Capital Markets", "Insurance", "Consumer Finance", "Financial Services"]),
        (
            ["Software", "Semiconductor", "Systems"],
            ["Software", "Semiconductors & Semiconductor Equipment", "IT Services", "Communications Equipment"]),
        (
            ["Media", "Telecom", "Interactive"],
            ["Media", "Entertainment", "Interactive Media & Services", "Diversified Telecommunication Services"]),
        (["Power", "Water", "Gas Light"], ["Electric Utilities", "Multi-Utilities", "Water Utilities", "Gas Utilities"]),
        (
            ["Properties", "Realty", "Residential"],
            ["Office REITs", "Residential REITs", "Retail REITs", "Real Estate Management & Development"]),
    ];

    /// <summary>A company's name from three uniform numbers.</summary>
    public static string Company(int sector, double colour, double place, double trade) =>
        $"{Pick(Colours, colour)} {Pick(Places, place)} {Pick(BySector[sector].Trades, trade)} (synthetic)";

    /// <summary>One of a sector's industries from a uniform number.</summary>
    public static string Industry(int sector, double u) => Pick(BySector[sector].Industries, u);

    private static string Pick(string[] words, double u) => words[(int)(u * words.Length)];
}
