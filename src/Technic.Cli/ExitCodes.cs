namespace Technic.Cli;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command failed.</summary>
    public const int Failed = 1;

    /// <summary>Invalid arguments or input.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C, or a termination signal.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command failed: <see cref="ExitCodes.Failed"/>. The message is shown to the user.</summary>
internal sealed class FailedRunException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Invalid arguments or input: <see cref="ExitCodes.Usage"/>. The message is shown to the user.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
