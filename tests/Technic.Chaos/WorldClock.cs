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

    public override DateTimeOffset GetUtcNow()
    {
        var now = Environment.TickCount64;
        if (now - Volatile.Read(ref _readAt) >= Life.TotalMilliseconds)
        {
            Volatile.Write(ref _offsetTicks, long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
            Volatile.Write(ref _readAt, now);
        }
        return System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));
    }

    /// <summary>Moves the clock of all processes.</summary>
    public void GoTo(DateTimeOffset now)
    {
        var text = (now - System.GetUtcNow()).Ticks.ToString(CultureInfo.InvariantCulture);
        var next = file + ".next";
        File.WriteAllText(next, text);
        File.Move(next, file, overwrite: true);
        Volatile.Write(ref _readAt, 0);
    }
}
