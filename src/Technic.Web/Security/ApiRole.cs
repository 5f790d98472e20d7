namespace Technic.Web.Security;

/// <summary>The role of an API key.</summary>
public enum ApiRole
{
    /// <summary>Read access: scans, histories, rows, statistics.</summary>
    Read,

    /// <summary>Read access, and operations that affect others: clear the memory, cancel the scans of others.</summary>
    Operate,
}
