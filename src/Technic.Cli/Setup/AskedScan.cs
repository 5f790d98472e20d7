using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Setup;

/// <summary>What a command line asks to be scanned, presets and saved requests included.</summary>
/// <param name="Request">The request, without its symbols.</param>
/// <param name="Symbols">The symbols that were named; <c>null</c> when none was.</param>
/// <param name="UniverseFile">The file with symbols that was named; <c>null</c> when none was.</param>
internal sealed record AskedScan(ScanRequest Request, IReadOnlyList<Symbol>? Symbols, string? UniverseFile)
{
    /// <summary>All of it, to be saved; the file by a path that holds from everywhere.</summary>
    public RequestChanges ToChanges() => RequestChanges.Of(Request) with
    {
        Symbols = Symbols,
        UniverseFile = UniverseFile is null ? null : Path.GetFullPath(UniverseFile),
    };
}
