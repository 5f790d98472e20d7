namespace Technic.Silo.Settings;

/// <summary>
/// How much memory a silo's cache may use by default. In a container with a memory limit, or with a limit of the heap, it is a part of that
/// limit, so that the activations, messages, days that are being parsed and the runtime have room beside it.
/// </summary>
internal static class MemoryLimit
{
    /// <summary>The default on a machine without a limit: 512 MiB.</summary>
    public const long Usual = 512L << 20;

    /// <summary>
    /// The runtime's heap in a container takes 75 % of its limit; the cache takes 40 % of the heap, that is 30 % of the limit.
    /// </summary>
    private const double ShareOfHeap = 0.4;

    /// <summary>A smaller heap than this share of the machine's memory has been limited.</summary>
    private const double Unlimited = 0.9;

    private const long Least = 16L << 20;

    /// <summary>The default of this process, in bytes.</summary>
    public static long CacheBytes => CacheBytesOf(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, MachineBytes());

    /// <summary>The default.</summary>
    /// <param name="heap">The memory that the runtime's heap may use, in bytes.</param>
    /// <param name="machine">The memory of the machine, in bytes; 0 when it is unknown.</param>
    public static long CacheBytesOf(long heap, long machine)
    {
        var share = Math.Max(Least, (long)(heap * ShareOfHeap));
        return heap < machine * Unlimited ? share : Math.Min(Usual, share);
    }

    private static long MachineBytes()
    {
        const string Total = "MemTotal:";
        if (!OperatingSystem.IsLinux()) return 0;
        try
        {
            // In kB; a container sees the whole machine here.
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Total, StringComparison.Ordinal));
            var number = line?[Total.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return long.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1_024 : 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
