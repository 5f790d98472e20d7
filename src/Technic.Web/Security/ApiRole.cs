namespace Technic.Web.Security;

/// <summary>What a key allows.</summary>
public enum ApiRole
{
    /// <summary>To look: scans, histories, rows, statistics.</summary>
    Read,

    /// <summary>To look, and to change what others see: clear the memory, cancel the scans of others.</summary>
    Operate,
}
