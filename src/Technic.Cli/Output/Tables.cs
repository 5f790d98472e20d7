using Spectre.Console;
using Spectre.Console.Rendering;

namespace Technic.Cli.Output;

/// <summary>The look of all tables.</summary>
internal static class Tables
{
    /// <summary>The width of a table that no terminal holds.</summary>
    public const int Unbounded = 10_000;

    /// <summary>The blanks between two columns.</summary>
    public const int Gap = 2;

    public static readonly Style Quiet = new(foreground: Color.Grey);
    public static readonly Style Good = new(foreground: Color.Green);
    public static readonly Style Bad = new(foreground: Color.Red);
    public static readonly Style Strong = new(decoration: Decoration.Bold);

    /// <summary>A table without columns.</summary>
    public static Table New() => new Table { ShowRowSeparators = false }.Border(new HeaderLine()).BorderStyle(Quiet);

    /// <summary>Adds a column whose cells stay on one line.</summary>
    public static Table AddColumn(this Table table, string title, bool isNumber)
    {
        var column = new TableColumn(new Text(title, Quiet)) { NoWrap = true, Padding = Before(table) };
        return table.AddColumn(isNumber ? column.RightAligned() : column);
    }

    /// <summary>Adds a last column whose cells may take several lines.</summary>
    public static Table AddTextColumn(this Table table, string title) =>
        table.AddColumn(new TableColumn(new Text(title, Quiet)) { Padding = Before(table) });

    public static Table Row(this Table table, params IRenderable[] cells) => table.AddRow(cells);

    public static IRenderable Cell(string text, Style? style = null) => new Text(TerminalText.Clean(text), style);

    /// <summary>Writes a table; as wide as the terminal at most, where it goes to one.</summary>
    public static void Write(OutputTarget target, Table table)
    {
        using var drawn = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = target.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = target.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(drawn),
            // Else a build server's variables would turn colours on in a pipe.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        // Spectre takes off a character for each edge and separator, also where none is drawn.
        console.Profile.Width = target.IsTerminal ? Terminal.Width + table.Columns.Count + 1 : Unbounded;
        console.Write(table);
        // Where a border would be are empty lines, and cells are filled up with blanks.
        foreach (var line in drawn.ToString().Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length > 0) target.Text.WriteLine(line);
        }
    }

    private static Padding Before(Table table) => new(table.Columns.Count == 0 ? 0 : Gap, 0, 0, 0);

    /// <summary>One line under the header, and nothing else.</summary>
    private sealed class HeaderLine : TableBorder
    {
        public override string GetPart(TableBorderPart part) => part == TableBorderPart.HeaderBottom ? "─" : "";
    }
}
