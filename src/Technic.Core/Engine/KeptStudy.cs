using Technic.Core.Studies;

namespace Technic.Core.Engine;

/// <summary>The status of a kept study.</summary>
/// <param name="Id">A random id, safe for URLs.</param>
/// <param name="Owner">The name of the API key that started it; <c>null</c> without API keys.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="State">The state.</param>
public sealed record KeptStudy(string Id, string? Owner, DateTimeOffset StartedAt, ScanState State)
    : KeptJob(Id, Owner, StartedAt, State)
{
    /// <summary>The most ended studies that are kept in a store or in a cluster; the oldest ones give way to newer ones.</summary>
    public const int Most = 32;

    /// <summary>What is being done; <c>null</c> before and after.</summary>
    public string? Step { get; init; }

    /// <summary>Its result; <c>null</c> until it has completed.</summary>
    public StudyResult? Result { get; init; }
}
