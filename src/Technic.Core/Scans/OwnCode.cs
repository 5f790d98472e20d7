namespace Technic.Core.Scans;

/// <summary>The failures of functions and scores that an application adds.</summary>
internal static class OwnCode
{
    /// <summary>One sentence that names what failed; the exception of the application is the inner one.</summary>
    /// <param name="what">E.g. "The function gain".</param>
    /// <param name="problem">The failure.</param>
    public static ScanFailedException Failed(string what, Exception problem) =>
        new($"{what} failed: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", problem);
}
