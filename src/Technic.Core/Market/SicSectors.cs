namespace Technic.Core.Market;

/// <summary>
/// Sectors by code of the Standard Industrial Classification (US Securities and Exchange Commission, "SIC Code List"). SIC groups companies
/// by product and GICS by market, so this is an approximation: a range maps to the sector of most of its companies. docs/data.md has the
/// table.
/// </summary>
public static class SicSectors
{
    /// <summary>The ranges, both ends included; the first one that contains a code is used.</summary>
    public static IReadOnlyList<(int From, int To, Sector Sector)> Ranges { get; } =
    [
        (1200, 1299, Sector.Energy), (1300, 1399, Sector.Energy), (1000, 1499, Sector.Materials), (100, 999, Sector.ConsumerStaples),
        (1520, 1531, Sector.ConsumerDiscretionary), (1500, 1799, Sector.Industrials),
        (2000, 2199, Sector.ConsumerStaples), (2200, 2399, Sector.ConsumerDiscretionary), (2451, 2452, Sector.ConsumerDiscretionary),
        (2400, 2499, Sector.Materials), (2500, 2599, Sector.ConsumerDiscretionary), (2600, 2699, Sector.Materials),
        (2700, 2799, Sector.CommunicationServices), (2830, 2836, Sector.HealthCare), (2840, 2844, Sector.ConsumerStaples),
        (2800, 2899, Sector.Materials),
        (2900, 2999, Sector.Energy), (3011, 3021, Sector.ConsumerDiscretionary), (3000, 3099, Sector.Materials),
        (3100, 3199, Sector.ConsumerDiscretionary),
        (3200, 3399, Sector.Materials), (3411, 3412, Sector.Materials), (3400, 3499, Sector.Industrials),
        (3533, 3533, Sector.Energy), (3570, 3579, Sector.InformationTechnology), (3500, 3629, Sector.Industrials),
        (3630, 3659, Sector.ConsumerDiscretionary), (3660, 3679, Sector.InformationTechnology), (3680, 3699, Sector.Industrials),
        (3700, 3719, Sector.ConsumerDiscretionary), (3750, 3759, Sector.ConsumerDiscretionary), (3790, 3799, Sector.ConsumerDiscretionary),
        (3720, 3799, Sector.Industrials), (3812, 3812, Sector.Industrials), (3826, 3826, Sector.HealthCare),
        (3840, 3859, Sector.HealthCare),
        (3873, 3873, Sector.ConsumerDiscretionary), (3800, 3899, Sector.InformationTechnology), (3900, 3999, Sector.ConsumerDiscretionary),
        (4600, 4699, Sector.Energy), (4700, 4729, Sector.ConsumerDiscretionary), (4000, 4799, Sector.Industrials),
        (4800, 4899, Sector.CommunicationServices), (4922, 4922, Sector.Energy), (4950, 4959, Sector.Industrials),
        (4900, 4999, Sector.Utilities),
        (5010, 5015, Sector.ConsumerDiscretionary), (5045, 5045, Sector.InformationTechnology), (5047, 5047, Sector.HealthCare),
        (5122, 5122, Sector.HealthCare), (5140, 5159, Sector.ConsumerStaples), (5171, 5172, Sector.Energy),
        (5000, 5199, Sector.Industrials),
        (5331, 5331, Sector.ConsumerStaples), (5400, 5499, Sector.ConsumerStaples), (5912, 5912, Sector.ConsumerStaples),
        (5200, 5999, Sector.ConsumerDiscretionary),
        (6324, 6324, Sector.HealthCare), (6500, 6599, Sector.RealEstate), (6798, 6798, Sector.RealEstate), (6000, 6799, Sector.Financials),
        (7310, 7319, Sector.CommunicationServices), (7370, 7370, Sector.CommunicationServices), (7371, 7379, Sector.InformationTechnology),
        (7320, 7399, Sector.Industrials), (7800, 7899, Sector.CommunicationServices), (7000, 7999, Sector.ConsumerDiscretionary),
        (8000, 8099, Sector.HealthCare), (8200, 8399, Sector.ConsumerDiscretionary), (8731, 8734, Sector.HealthCare),
        (8100, 8999, Sector.Industrials),
    ];

    /// <summary>The sector of a code; <see cref="Sector.Unclassified"/> for a code outside the ranges.</summary>
    public static Sector Of(int code)
    {
        foreach (var (from, to, sector) in Ranges)
        {
            if (code >= from && code <= to) return sector;
        }
        return Sector.Unclassified;
    }
}
