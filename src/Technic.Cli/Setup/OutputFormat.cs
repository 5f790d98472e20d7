namespace Technic.Cli.Setup;

/// <summary>How data is written.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Csv,
}
