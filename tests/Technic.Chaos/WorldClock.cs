using System.Globalization;

namespace Technic.Chaos;

/// <summary>
/// The time of a run: the machine's with an offset that all processes of the run read from one file. Timers and timestamps are the
/// machine's.
/// </summary>
internal sealed class WorldClock(string file) : TimeProvider
{
    /// <summary>How long a process goes on with an offset that another one has changed.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMilliseconds(50);

    private long _offsetTicks;
    private long _readAt;
    private volatile bool _isMover;

    public override DateTimeOffset GetUtcNow()
    {
        var now = Environment.TickCount64;
        if (!_isMover && now - Volatile.Read(ref _readAt) >= Life.TotalMilliseconds)
        {
            Volatile.Write(ref _offsetTicks, long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
            Volatile.Write(ref _readAt, now);
        }
        return System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));
    }

    /// <summary>
    /// Moves the clock of all processes, of this one first: the provider is in it, and a silo that asked it before its clock had moved
    /// would get the bars of the old day at the new time.
    /// </summary>
    public void GoTo(DateTimeOffset now)
    {
        var offset = (now - System.GetUtcNow()).Ticks;
        _isMover = true;
        Volatile.Write(ref _offsetTicks, offset);
        var next = file + ".next";
        File.WriteAllText(next, offset.ToString(CultureInfo.InvariantCulture));
        File.Move(next, file, overwrite: true);
    }
}
