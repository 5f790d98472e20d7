namespace Technic.Core.Engine;

/// <summary>Several studies were cancelled. The finished ones are kept: the same studies continue with the next one.</summary>
/// <param name="finished">The number of finished studies.</param>
/// <param name="all">The number of studies.</param>
public sealed class StudyStoppedException(int finished, int all) : OperationCanceledException(
    $"Stopped. {finished:N0} of {all:N0} studies are finished and kept; run the same command again to resume.");
