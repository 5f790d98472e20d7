namespace Technic.Core.Scans.Own;

/// <summary>Calls of functions and scores that an application adds.</summary>
internal static class OwnCode
{
    /// <summary>Calls one.</summary>
    /// <param name="what">E.g. "The function gain".</param>
    /// <param name="call">The call.</param>
    /// <exception cref="ScanFailedException">It failed or returned null; the application's exception is the inner one.</exception>
    public static T Call<T>(string what, Func<T> call)
    {
        try
        {
            return call() ?? throw new InvalidOperationException("it returned null");
        }
        catch (Exception problem)
        {
            throw Failed(what, problem);
        }
    }

    /// <summary>The failure as one sentence.</summary>
    public static ScanFailedException Failed(string what, Exception problem) =>
        new($"{what} failed: {problem.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", problem);
}
