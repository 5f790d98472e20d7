namespace Technic.Core.Studies;

/// <summary>The signals of a study in groups.</summary>
internal sealed class SignalDivision
{
    /// <summary>The group of signals that are in none.</summary>
    public const short NoGroup = -1;

    private readonly short[][] _groups;

    private SignalDivision(short[][] groups, IReadOnlyList<string> names, IReadOnlyList<(int From, int To)> spans) =>
        (_groups, Names, Spans) = (groups, names, spans);

    /// <summary>The names of the groups.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The days that a signal of each group could have: the first, and the one after the last.</summary>
    public IReadOnlyList<(int From, int To)> Spans { get; }

    /// <summary>The group of each signal of a partition.</summary>
    public short[] GroupsOf(int part) => _groups[part];

    /// <summary>All signals in one group.</summary>
    public static SignalDivision None(StudyOutcomes outcomes, int from, int to) =>
        new([.. outcomes.Parts.Select(part => new short[part.Count])], [""], [(from, to)]);

    /// <summary>Divides signals by their day.</summary>
    /// <param name="outcomes">The signals.</param>
    /// <param name="groupOfDay">The group of each day of the data.</param>
    /// <param name="names">The names of the groups.</param>
    /// <param name="spans">The days of each group.</param>
    public static SignalDivision ByDay(
        StudyOutcomes outcomes, short[] groupOfDay, IReadOnlyList<string> names, IReadOnlyList<(int From, int To)> spans) =>
        new([.. outcomes.Parts.Select(part => Array.ConvertAll(part.Days, day => groupOfDay[day]))], names, spans);

    /// <summary>Divides signals of a span of days by something else.</summary>
    /// <param name="groups">The group of each signal, by partition.</param>
    /// <param name="names">The names of the groups.</param>
    /// <param name="span">The days: the first, and the one after the last.</param>
    public static SignalDivision Of(short[][] groups, IReadOnlyList<string> names, (int From, int To) span) =>
        new(groups, names, [.. names.Select(_ => span)]);
}
