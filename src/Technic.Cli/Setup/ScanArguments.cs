using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Setup;

/// <summary>The scan that the command line specifies, including presets and saved requests.</summary>
/// <param name="Request">The request, without symbols.</param>
/// <param name="Symbols">The symbols to scan; <c>null</c> if not specified.</param>
/// <param name="UniverseFile">The universe file; <c>null</c> if not specified.</param>
internal sealed record ScanArguments(ScanRequest Request, IReadOnlyList<Symbol>? Symbols, string? UniverseFile)
{
    /// <summary>Returns the scan in the form that is saved. The path of the universe file is absolute.</summary>
    public RequestChanges ToChanges() => RequestChanges.Of(Request) with
    {
        Symbols = Symbols,
        UniverseFile = UniverseFile is null ? null : Path.GetFullPath(UniverseFile),
    };
}
