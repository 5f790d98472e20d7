using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Studies;
using Technic.Core.Universes;

namespace Technic.Cli.Setup;

/// <summary>The option for the symbols of a study: which of those that traded, and a file of symbols.</summary>
internal sealed class StudyUniverseOption
{
    private const string AsOf = "as-of";
    private const string Survivors = "survivors";

    private readonly Option<string[]> _universe = OptionFactory.TextList(
        "--universe", "as-of|survivors|FILE",
        "Symbols of a day: all that traded then (as-of, default), or those of them that trade on the last day (survivors). "
            + "A file limits the symbols and gives their sectors; can be repeated.");

    public void AddTo(Command command) => command.Add(_universe);

    /// <summary>The symbols of a day, and the file; <c>null</c> without one.</summary>
    /// <exception cref="UsageException">There are several files, or both words.</exception>
    public (StudyUniverse Universe, string? File) Read(ParseResult arguments)
    {
        var values = arguments.ExplicitValue(_universe) ?? [];
        string[] words = [.. values.Where(value => value is AsOf or Survivors).Distinct()];
        string[] files = [.. values.Where(value => value is not (AsOf or Survivors))];
        if (words.Length > 1) throw new UsageException("--universe as-of cannot be combined with --universe survivors.");
        if (files.Length > 1) throw new UsageException("--universe accepts one file only.");
        return (words is [Survivors] ? StudyUniverse.Survivors : StudyUniverse.AsOf, files.FirstOrDefault());
    }

    /// <summary>The symbols of a file.</summary>
    /// <exception cref="Core.Text.CsvFormatException">The file cannot be read or is invalid.</exception>
    public static Universe Open(string path, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = UniverseFile.Read(path, cancellationToken);
        UniverseOptions.Report(path, file, terminal);
        return new Universe(file.Listings, file.DroppedCounts);
    }
}
