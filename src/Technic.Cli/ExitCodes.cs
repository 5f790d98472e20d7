namespace Technic.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The run could not be carried out.</summary>
    public const int Failed = 1;

    /// <summary>What was asked for cannot be done as asked.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C, or a signal to end.</summary>
    public const int Interrupted = 130;
}
