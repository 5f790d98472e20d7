namespace Technic.Core.Studies;

/// <summary>A bar at which the formula of a study is true.</summary>
/// <param name="Symbol">The symbol, by its index in the universe.</param>
/// <param name="Bar">The index of the bar.</param>
/// <param name="Day">The index of its day.</param>
internal readonly record struct StudySignal(int Symbol, int Bar, int Day);
