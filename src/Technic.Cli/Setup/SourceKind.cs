namespace Technic.Cli.Setup;

/// <summary>The sources that prices can come from.</summary>
internal enum SourceKind
{
    Polygon,
    Synthetic,
    Csv,
}
