namespace Technic.Core.Studies;

/// <summary>The classes of mean dollar volume that a study divides its signals by.</summary>
internal static class DollarVolumeClass
{
    /// <summary>The bounds, in dollars a day.</summary>
    private static readonly double[] Bounds = [1e6, 1e7, 1e8, 1e9];

    /// <summary>The names, the smallest first.</summary>
    public static string[] Names { get; } =
        ["below 1 million", "1 to 10 million", "10 to 100 million", "100 million to 1 billion", "1 billion and more"];

    /// <summary>The class of a dollar volume.</summary>
    public static byte Of(double dollarVolume)
    {
        byte size = 0;
        while (size < Bounds.Length && dollarVolume >= Bounds[size]) size++;
        return size;
    }
}
