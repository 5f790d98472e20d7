using System.Collections.Immutable;
using Technic.Core.Scans;

namespace Technic.Cluster.Contracts;

/// <summary>
/// The own functions and the own score that an answer needs. They are code of each process: a message names them, and the process that
/// reads it must have the same ones (<see cref="ScanMethods"/>).
/// </summary>
/// <param name="Functions">The own functions as <c>NAME@VERSION</c>.</param>
/// <param name="Score">The own score as <c>NAME@VERSION</c>; <c>null</c> for the TechRating.</param>
[GenerateSerializer, Immutable, Alias("technic.OwnMethods")]
public sealed record OwnMethods([property: Id(0)] ImmutableArray<string> Functions, [property: Id(1)] string? Score)
{
    private const string Advice = "Register the same functions and score on all silos and clients of the cluster.";

    /// <summary>What the rows of a scan need; <c>null</c> for nothing.</summary>
    public static OwnMethods? Of(ScanMethods methods, ScanFormulas? formulas)
    {
        ImmutableArray<string> functions = [.. formulas?.OwnFunctions ?? []];
        return functions.IsEmpty && methods.OwnScore is null ? null : new OwnMethods(functions, methods.OwnScore);
    }

    /// <summary>Requires that a process has what a message needs.</summary>
    /// <param name="needed">What it needs; <c>null</c> for nothing.</param>
    /// <param name="methods">The methods of the process.</param>
    /// <exception cref="ScanRequestException">It does not.</exception>
    public static void Require(OwnMethods? needed, ScanMethods methods)
    {
        if (ComplaintAbout(needed?.Score, methods) is { } complaint) throw new ScanRequestException(complaint);
        var missing = needed?.Functions.Except(methods.OwnFunctions).FirstOrDefault();
        if (missing is null) return;
        var name = missing[..missing.LastIndexOf('@')];
        var problem = methods.Functions.TryFind(name, out _) ? "has another version of the function" : "does not have the function";
        throw new ScanRequestException($"A silo {problem} '{name}'. {Advice}");
    }

    /// <summary>Why a silo does not rate as another process does; <c>null</c> if it does.</summary>
    /// <param name="score">The score of the other process.</param>
    /// <param name="methods">The methods of the silo.</param>
    public static string? ComplaintAbout(string? score, ScanMethods methods)
    {
        if (score == methods.OwnScore) return null;
        var (own, other) = (NameOf(methods.OwnScore), NameOf(score));
        return own == other
            ? $"A silo has another version of the score {own} than its caller. {Advice}"
            : $"A silo rates by {own}, and its caller by {other}. {Advice}";
    }

    private static string NameOf(string? score) => score is null ? "the TechRating" : $"'{score[..score.LastIndexOf('@')]}'";
}
