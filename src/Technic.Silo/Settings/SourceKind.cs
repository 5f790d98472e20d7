namespace Technic.Silo.Settings;

/// <summary>The sources that prices can come from.</summary>
internal enum SourceKind
{
    Polygon,
    Synthetic,
    Csv,
}
