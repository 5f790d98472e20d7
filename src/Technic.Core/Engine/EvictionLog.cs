using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Storage;

namespace Technic.Core.Engine;

/// <summary>Reports, once a minute, the histories that were evicted because the memory was full.</summary>
/// <param name="memory">L1.</param>
/// <param name="maxBytes">Its limit, in bytes.</param>
/// <param name="time">The clock of the log.</param>
/// <param name="logger">The log.</param>
public sealed partial class EvictionLog(HistoryMemory memory, long maxBytes, TimeProvider time, ILogger<EvictionLog> logger)
{
    private const double Mebibyte = 1L << 20;

    private readonly LogThrottle _throttle = new(time);

    /// <summary>Reports evictions.</summary>
    public void Report(int histories)
    {
        if (_throttle.TryPass(histories, out var total))
            LogEvicted(total, memory.Evictions, memory.Count, memory.Bytes / Mebibyte, memory.Others() / Mebibyte, maxBytes / Mebibyte);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The memory is full: {Histories} histories were evicted, {Total} since the start. It has {Count} histories of {MiB:F1} MiB "
        + "and {Others:F1} MiB of days and rows; the limit is {Limit:F1} MiB.")]
    private partial void LogEvicted(long histories, long total, int count, double miB, double others, double limit);
}
