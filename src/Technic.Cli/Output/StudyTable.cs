using System.Globalization;
using Technic.Core.Studies;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>A study as text and tables. Returns are in percent.</summary>
internal static class StudyTable
{
    private const string None = "–";
    private const int MostDifferences = 20;

    /// <summary>Writes one study.</summary>
    public static void Write(OutputTarget target, StudyResult study)
    {
        foreach (var line in Head(study)) target.Text.WriteLine(line);
        target.Text.WriteLine();
        WriteHorizons(target, study);
        WriteParts(target, "Year", study.ByYear, study.Portfolio.Sessions);
        WriteParts(target, "Sector", study.BySector, study.Portfolio.Sessions);
        WriteParts(target, "Market", study.ByRegime, study.Portfolio.Sessions);
        WriteParts(target, "Dollar volume", study.BySize, study.Portfolio.Sessions);
        WriteParts(target, "Part", study.Parts, study.Portfolio.Sessions);
        if (study.Ranks is { } ranks) WriteRanks(target, ranks);
        target.Text.WriteLine();
        WritePortfolio(target, study);
        if (study.Trades is { } trades) target.Text.WriteLine(Trades(trades));
        target.Text.WriteLine();
        foreach (var sentence in StudyVerdict.Of(study)) target.Text.WriteLine(sentence);
        foreach (var warning in study.Warnings) target.Text.WriteLine(warning);
    }

    /// <summary>Writes several studies side by side, over the horizon of their portfolios.</summary>
    public static void WriteComparison(OutputTarget target, IReadOnlyList<string?> names, IReadOnlyList<StudyResult> studies)
    {
        var table = Tables.New().AddColumn("Study", isNumber: false);
        foreach (var title in (ReadOnlySpan<string>)[
            "Signals", "Days", "Mean", "Excess", "95 % interval", "Above market", "Sharpe", "Drawdown", "Deflated"])
            table.AddColumn(title, isNumber: true);
        for (var i = 0; i < studies.Count; i++)
        {
            var study = studies[i];
            var horizon = HorizonOf(study.Horizons, study.Portfolio.Sessions);
            table.Row(
                Tables.Cell(names[i] ?? study.Formula), Tables.Cell(Count(study.Signals)), Tables.Cell(Count(study.Days)),
                Tables.Cell(Percent(horizon.Mean)), Tables.Cell(Percent(horizon.ExcessMean)), Tables.Cell(Interval(horizon.Interval)),
                Tables.Cell(Share(horizon.ExcessPositive)), Tables.Cell(Number(study.Portfolio.Gross.Sharpe)),
                Tables.Cell(Percent(study.Portfolio.Gross.MaxDrawdown)), Tables.Cell(Share(study.DeflatedSharpe)));
        }
        Tables.Write(target, table);
        target.Text.WriteLine($"Over {Count(studies[0].Portfolio.Sessions, "session")}. "
            + $"{Count(studies[^1].Variants, "variant")} were tried on these data: Deflated is the probability that the Sharpe ratio "
            + "is above that of the best of so many by chance.");
        foreach (var warning in studies.SelectMany(study => study.Warnings).Distinct()) target.Text.WriteLine(warning);
    }

    /// <summary>Writes the differences of a check for look-ahead.</summary>
    public static void WriteCheck(OutputTarget target, int days, IReadOnlyList<LookAhead> differences)
    {
        foreach (var (day, symbol, isInStudy) in differences.Take(MostDifferences))
        {
            target.Text.WriteLine(isInStudy
                ? $"{day:yyyy-MM-dd} {symbol}: a signal only with later data."
                : $"{day:yyyy-MM-dd} {symbol}: no signal with later data, but one without.");
        }
        target.Text.WriteLine(differences.Count == 0
            ? $"No look-ahead: {Count(days, "day")} give the same signals without later data."
            : $"{Count(differences.Count, "signal")} on {Count(days, "day")} depend on later data.");
    }

    /// <summary>Writes one condition studied on all symbols, and on those that still trade.</summary>
    public static void WriteSurvivorship(OutputTarget target, Survivorship survivorship)
    {
        var (all, survivors) = (survivorship.All, survivorship.Survivors);
        target.Text.WriteLine();
        if (survivors is null)
        {
            target.Text.WriteLine("Survivors only: every symbol of the stored days trades on the last one. Studies of them are too good.");
            return;
        }
        target.Text.WriteLine($"A study of '{Survivorship.Condition}' on all symbols that traded, and on the survivors of the last day:");
        var table = Tables.New().AddColumn("Symbols", isNumber: false);
        var mean = $"Mean, {Count(Survivorship.Sessions, "session")}";
        foreach (var title in (ReadOnlySpan<string>)["Number", "Signals", mean, "Market, a year"]) table.AddColumn(title, isNumber: true);
        foreach (var (name, study) in (ReadOnlySpan<(string, StudyResult)>)[("All", all), ("Survivors", survivors)])
        {
            table.Row(
                Tables.Cell(name), Tables.Cell(Count(study.UniverseSymbols)), Tables.Cell(Count(study.Horizons[0].Signals)),
                Tables.Cell(Percent(study.Horizons[0].Mean)), Tables.Cell(Percent(study.Portfolio.Market.Cagr)));
        }
        Tables.Write(target, table);
        target.Text.WriteLine(
            $"Survivors flatter a study by {Percent(survivors.Horizons[0].Mean - all.Horizons[0].Mean)} a signal, "
            + $"and the market by {Percent(survivors.Portfolio.Market.Cagr - all.Portfolio.Market.Cagr)} a year.");
    }

    private static IEnumerable<string> Head(StudyResult study)
    {
        yield return study.Formula;
        yield return $"{study.From:yyyy-MM-dd} to {study.To:yyyy-MM-dd}, {Count(study.Sessions, "session")}, "
            + $"{Count(study.UniverseSymbols, "symbol")}: {Count(study.Signals, "signal")} of {Count(study.Symbols, "symbol")} on "
            + $"{Count(study.Days, "day")} ({Share(study.Days / (double)study.Sessions)} of all).";
        yield return study.Request.Entry == StudyEntry.NextOpen
            ? "Bought at the open of the next session." : "Bought at the close of the signal's day.";
        if (!double.IsNaN(study.HalfSpread))
            yield return $"Estimated spread: half of it is {Number(10_000 * study.HalfSpread, "0.0")} basis points on average.";
    }

    private static void WriteHorizons(OutputTarget target, StudyResult study)
    {
        var (hasSpread, hasSpy) = (study.Request.Spread, study.Horizons.Any(horizon => !double.IsNaN(horizon.SpyExcessMean)));
        var table = Tables.New();
        foreach (var title in (ReadOnlySpan<string>)[
            "Sessions", "Signals", "Mean", "After costs", .. Only(hasSpread, "After spread"), "Median", "Above 0", "Excess",
            "95 % interval", "Bootstrap", .. Only(hasSpy, "Against SPY"), "Above market", "Worst way", "Best way", "Profit factor"])
            table.AddColumn(title, isNumber: true);
        for (var i = 0; i < study.Horizons.Count; i++)
        {
            var horizon = study.Horizons[i];
            var (low, high) = horizon.Interval;
            table.Row([
                Tables.Cell(Count(horizon.Sessions)), Tables.Cell(Count(horizon.Signals)), Tables.Cell(Percent(horizon.Mean)),
                Tables.Cell(Percent(horizon.MeanAfterCosts)),
                .. Only(hasSpread, Tables.Cell(Percent(horizon.MeanAfterSpread))), Tables.Cell(Percent(horizon.Median)),
                Tables.Cell(Share(horizon.Positive)),
                Tables.Cell(Percent(horizon.ExcessMean), low > 0 ? Tables.Good : high < 0 ? Tables.Bad : null),
                Tables.Cell(Interval(horizon.Interval)), Tables.Cell(Interval(study.Bootstrap[i])),
                .. Only(hasSpy, Tables.Cell(Percent(horizon.SpyExcessMean))), Tables.Cell(Share(horizon.ExcessPositive)),
                Tables.Cell(Percent(horizon.Adverse)), Tables.Cell(Percent(horizon.Favorable)), Tables.Cell(Number(horizon.ProfitFactor)),
            ]);
        }
        Tables.Write(target, table);
    }

    private static T[] Only<T>(bool isShown, T value) => isShown ? [value] : [];

    private static void WriteParts(OutputTarget target, string title, IReadOnlyList<StudyPart> parts, int sessions)
    {
        if (parts.Count == 0) return;
        target.Text.WriteLine();
        var table = Tables.New().AddColumn(title, isNumber: false);
        foreach (var column in (ReadOnlySpan<string>)["Signals", "Days", "Mean", "Excess", "95 % interval", "Above market"])
            table.AddColumn(column, isNumber: true);
        foreach (var part in parts)
        {
            var horizon = HorizonOf(part.Horizons, sessions);
            table.Row(
                Tables.Cell(part.Name), Tables.Cell(Count(part.Signals)), Tables.Cell(Count(part.Days)), Tables.Cell(Percent(horizon.Mean)),
                Tables.Cell(Percent(horizon.ExcessMean)), Tables.Cell(Interval(horizon.Interval)),
                Tables.Cell(Share(horizon.ExcessPositive)));
        }
        Tables.Write(target, table);
    }

    private static void WriteRanks(OutputTarget target, RankResult ranks)
    {
        target.Text.WriteLine();
        target.Text.WriteLine($"Ordered by {ranks.Formula}: mean excess of each decile, the smallest values first.");
        var table = Tables.New().AddColumn("Sessions", isNumber: true);
        for (var i = 1; i <= RankResult.Quantiles; i++) table.AddColumn(i.ToString(CultureInfo.InvariantCulture), isNumber: true);
        foreach (var title in (ReadOnlySpan<string>)["Spread", "t", "IC", "t of IC", "Monotone"]) table.AddColumn(title, isNumber: true);
        foreach (var horizon in ranks.Horizons)
        {
            table.Row([
                Tables.Cell(Count(horizon.Sessions)), .. horizon.Quantiles.Select(mean => Tables.Cell(Percent(mean))),
                Tables.Cell(Percent(horizon.Spread)), Tables.Cell(Number(horizon.SpreadT)), Tables.Cell(Number(horizon.Ic, "0.000")),
                Tables.Cell(Number(horizon.IcT)), Tables.Cell(Number(horizon.Monotonicity)),
            ]);
        }
        Tables.Write(target, table);
    }

    private static void WritePortfolio(OutputTarget target, StudyResult study)
    {
        var portfolio = study.Portfolio;
        var table = Tables.New().AddColumn("Portfolio", isNumber: false);
        foreach (var title in (ReadOnlySpan<string>)["A year", "Volatility", "Sharpe", "Drawdown"]) table.AddColumn(title, isNumber: true);
        foreach (var (name, some) in (ReadOnlySpan<(string, Performance?)>)[
            ($"Signals held {Count(portfolio.Sessions, "session")}", portfolio.Gross), ("After costs", portfolio.AfterCosts),
            ("After costs and spread", portfolio.AfterSpread), ("Market, equal parts", portfolio.Market)])
        {
            if (some is not { } performance) continue;
            table.Row(
                Tables.Cell(name), Tables.Cell(Percent(performance.Cagr)), Tables.Cell(Percent(performance.Volatility)),
                Tables.Cell(Number(performance.Sharpe)), Tables.Cell(Percent(performance.MaxDrawdown)));
        }
        Tables.Write(target, table);
        if (portfolio.Names.Count == 0) return;
        target.Text.WriteLine($"Invested in {Share(portfolio.Exposure)} of the sessions, {Number(portfolio.Names.Average(), "0.0")} "
            + $"symbols on average; turnover {Share(portfolio.Turnover.Average())} of the portfolio per session.");
    }

    private static string Trades(TradeResult trades)
    {
        var ends = trades.All.GroupBy(trade => trade.End).OrderBy(end => end.Key).Select(end => $"{Count(end.Count())} {Word(end.Key)}");
        var equity = trades.Equity is { } some
            ? $" Equity: {Percent(some.Cagr)} a year, Sharpe {Number(some.Sharpe)}, drawdown {Percent(some.MaxDrawdown)}."
            : "";
        var capped = trades.Capped == 0 ? "" : $" {Count(trades.Capped, "trade")} limited to 5 % of the dollar volume: "
            + $"{Share(trades.MeanFilled)} of the places filled on average.";
        return $"{Count(trades.All.Count, "trade")} ({string.Join(", ", ends)}; {Count(trades.Skipped, "signal")} skipped): mean "
            + $"{Percent(trades.MeanBeforeCosts)}, {Percent(trades.Mean)} after costs, {Share(trades.Positive)} above 0, "
            + $"profit factor {Number(trades.ProfitFactor)}, "
            + $"{Number(trades.MeanSessions, "0.0")} sessions on average.{capped}{equity}";
    }

    private static string Word(TradeEnd end) => end switch
    {
        TradeEnd.Exit => "by the exit",
        TradeEnd.Stop => "by the stop",
        TradeEnd.MaxHold => "by time",
        TradeEnd.Delisted => "delisted",
        _ => "open",
    };

    private static HorizonResult HorizonOf(IReadOnlyList<HorizonResult> horizons, int sessions) =>
        horizons.First(horizon => horizon.Sessions == sessions);

    private static string Interval((double Low, double High) interval) =>
        double.IsNaN(interval.Low) ? None : $"{Percent(interval.Low)} to {Percent(interval.High)}";

    private static string Percent(double fraction) =>
        double.IsFinite(fraction) ? string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:+0.00;-0.00;0.00} %") : None;

    private static string Share(double fraction) =>
        double.IsFinite(fraction) ? string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0.0} %") : None;

    private static string Number(double value, string format = "0.00") =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : None;
}
