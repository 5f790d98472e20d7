using Technic.Core.Scans;

namespace Technic.Chaos;

internal static class Requests
{
    /// <summary>Every symbol of the provider, all rows, no filter.</summary>
    public static ScanRequest WholeMarket { get; } = new() { Top = 0, MinDollarVolume = 0, MinPrice = 0, MinBars = 1, StreamRows = false };
}
