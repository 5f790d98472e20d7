using System.Globalization;
using Technic.Core.Market;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cli.Output;

/// <summary>Explains the rating of a row: the points of each rule and the formula.</summary>
internal static class ExplanationTable
{
    public static void Write(OutputTarget target, RankedRow row)
    {
        var explanation = Scoring.Explain(row.Row);
        target.Text.WriteLine(TerminalText.Clean(Title(row)));
        var table = Tables.New()
            .AddColumn("Subscore", isNumber: false).AddColumn("Rule", isNumber: false)
            .AddColumn("Value", isNumber: true).AddColumn("Points", isNumber: true);
        Subscore? last = null;
        foreach (var outcome in explanation.Outcomes)
        {
            var subscore = outcome.Subscore == last ? "" : $"{outcome.Subscore} {Signed(explanation.Score[outcome.Subscore])}";
            var style = outcome.Points > 0 ? Tables.Good : outcome.Points < 0 ? Tables.Bad : Tables.Quiet;
            table.Row(
                Tables.Cell(subscore), Tables.Cell(outcome.Rule, outcome.Points == 0 ? Tables.Quiet : null), Tables.Cell(Value(outcome)),
                Tables.Cell(Signed(outcome.Points), style));
            last = outcome.Subscore;
        }
        Tables.Write(target, table);
        target.Text.WriteLine($"Rating: {explanation.Formula}, {row.Row.Signal.Name()}.");
    }

    private static string Title(RankedRow row)
    {
        var name = row.Listing.Name is { } known ? $", {known}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{row.Rank}. {row.Row.Symbol}{name}");
    }

    private static string Value(RuleOutcome outcome) =>
        outcome.Value is not { } value ? "–" : $"{value.ToString("0.00", CultureInfo.InvariantCulture)} {outcome.Unit}".TrimEnd();

    private static string Signed(int points) => points.ToString("+0;-0;0", CultureInfo.InvariantCulture);
}
