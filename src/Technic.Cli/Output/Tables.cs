using Spectre.Console;
using Spectre.Console.Rendering;

namespace Technic.Cli.Output;

/// <summary>The common style of all tables.</summary>
internal static class Tables
{
    /// <summary>The width of a table that does not go to a terminal.</summary>
    public const int Unbounded = 10_000;

    /// <summary>The spaces between two columns.</summary>
    public const int Gap = 2;

    public static readonly Style Quiet = new(foreground: Color.Grey);
    public static readonly Style Good = new(foreground: Color.Green);
    public static readonly Style Bad = new(foreground: Color.Red);
    public static readonly Style Strong = new(decoration: Decoration.Bold);

    /// <summary>Creates an empty table.</summary>
    public static Table New() => new Table { ShowRowSeparators = false }.Border(new HeaderLine()).BorderStyle(Quiet);

    /// <summary>Adds a column without line wrapping.</summary>
    public static Table AddColumn(this Table table, string title, bool isNumber)
    {
        var column = new TableColumn(new Text(title, Quiet)) { NoWrap = true, Padding = Before(table) };
        return table.AddColumn(isNumber ? column.RightAligned() : column);
    }

    /// <summary>Adds the last column, with line wrapping.</summary>
    public static Table AddTextColumn(this Table table, string title) =>
        table.AddColumn(new TableColumn(new Text(title, Quiet)) { Padding = Before(table) });

    public static Table Row(this Table table, params IRenderable[] cells) => table.AddRow(cells);

    public static IRenderable Cell(string text, Style? style = null) => new Text(TerminalText.Clean(text), style);

    /// <summary>Writes a table. On a terminal, it is not wider than the terminal.</summary>
    public static void Write(OutputTarget target, Table table)
    {
        using var drawn = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = target.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = target.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(drawn),
            // Otherwise environment variables of build servers would enable colours in a pipe.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        // Spectre reserves a character for each edge and separator, even if it is not drawn.
        console.Profile.Width = target.IsTerminal ? Terminal.Width + table.Columns.Count + 1 : Unbounded;
        console.Write(table);
        // Borders are empty lines, and cells are padded with spaces.
        foreach (var line in drawn.ToString().Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length > 0) target.Text.WriteLine(line);
        }
    }

    private static Padding Before(Table table) => new(table.Columns.Count == 0 ? 0 : Gap, 0, 0, 0);

    /// <summary>A single line under the header.</summary>
    private sealed class HeaderLine : TableBorder
    {
        public override string GetPart(TableBorderPart part) => part == TableBorderPart.HeaderBottom ? "─" : "";
    }
}
