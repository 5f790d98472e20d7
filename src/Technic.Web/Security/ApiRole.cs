namespace Technic.Web.Security;

/// <summary>The role of a caller.</summary>
public enum ApiRole
{
    /// <summary>Read access: scans, histories, rows, statistics.</summary>
    Read,

    /// <summary>Read access, and operations that affect others: clear the memory, cancel the scans of others.</summary>
    Operate,
}

internal static class ApiRoles
{
    /// <summary>The role as a word: in a key file, and in a role claim.</summary>
    public static string Word(this ApiRole role) => role switch
    {
        ApiRole.Read => "read",
        ApiRole.Operate => "operate",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}
