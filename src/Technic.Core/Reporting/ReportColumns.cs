using Technic.Core.Scanning;

namespace Technic.Core.Reporting;

internal static class ReportColumns
{
    /// <summary>Whether a number column says yes or no, and so is written as <c>true</c> or <c>false</c>.</summary>
    public static bool IsFlag(this ScanColumn column) => column.Name == "stale";
}
