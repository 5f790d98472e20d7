using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>What is shown of a row.</summary>
/// <param name="Columns">The columns that were asked for; <c>null</c> for the usual ones of the format.</param>
/// <param name="Explained">Whether it is told how the rating came about.</param>
internal sealed record ShownRow(IReadOnlyList<ScanColumn>? Columns, bool Explained);
