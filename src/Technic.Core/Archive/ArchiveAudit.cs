using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Archive;

/// <summary>Checks the archive and reports what is missing, not final or not plausible.</summary>
/// <param name="archive">The days and splits.</param>
/// <param name="clock">What the market has published.</param>
public sealed class ArchiveAudit(MarketArchive archive, MarketClock clock)
{
    /// <summary>A symbol without a bar in this number of the newest sessions has stopped trading.</summary>
    private const int SessionsUntilStopped = 5;

    /// <summary>
    /// Splits with a smaller effect on the price, in natural logarithms, are not checked: a normal price change can hide them.
    /// </summary>
    private const double LeastSplit = 0.4;

    /// <summary>The maximum deviation of a price from the expected one, in natural logarithms.</summary>
    private const double Fits = 0.2;

    /// <summary>The newest bar of a symbol so far.</summary>
    private readonly record struct Last(DateOnly Day, double Close);

    /// <summary>Returns reports of all days, without reading the days.</summary>
    public async ValueTask<IReadOnlyList<DayReport>> DaysAsync(CancellationToken cancellationToken)
    {
        await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return [.. archive.Days.Select(ReportOf)];
    }

    /// <summary>Reads all days and compares them with their neighbours, the calendar and the splits.</summary>
    public async ValueTask<MarketAudit> RunAsync(CancellationToken cancellationToken)
    {
        await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var findings = new List<AuditFinding>();
        var last = new Dictionary<Symbol, Last>();
        MarketDay? before = null;
        foreach (var session in archive.Days)
        {
            var day = await archive.OpenAsync(session, before, cancellationToken).ConfigureAwait(false);
            if (day is null) findings.Add(new AuditFinding(FindingKind.DamagedDay, session, null, "The stored day cannot be read."));
            else Compare(day, last, findings);
            before = day ?? before;
        }
        // Days stored by version 0.1.0 have records after they were read.
        var days = archive.Days.Select(ReportOf).ToArray();
        var damaged = findings.Where(finding => finding.Kind == FindingKind.DamagedDay).Select(finding => finding.Day).ToHashSet();
        findings.AddRange(Missing(days).Where(finding => !damaged.Contains(finding.Day)));
        findings.AddRange(days.SelectMany(FindingsOf));
        findings.AddRange(Stopped(days, last));
        return new MarketAudit(days, [.. findings.OrderBy(finding => finding.Day).ThenBy(finding => finding.Kind)]);
    }

    private DayReport ReportOf(DateOnly day)
    {
        var record = archive.RecordOf(day);
        return new DayReport(
            day, archive.StateOf(day) ?? DayState.Preliminary, record?.Symbols, record?.Traded, record?.LeftOut ?? 0, record?.Fetches ?? 1,
            record?.IsImported ?? false, record?.FetchedAt);
    }

    private IEnumerable<AuditFinding> Missing(DayReport[] days)
    {
        if (days.Length == 0) yield break;
        // Nothing requests the days after imported ones.
        var published = Array.TrueForAll(days, day => day.IsImported) ? days[^1].Day : clock.LastPublishedSession(clock.Now);
        var to = days[^1].Day > published ? days[^1].Day : published;
        foreach (var session in MarketClock.Calendar.SessionsBetween(days[0].Day, to))
        {
            if (archive.StateOf(session) is not null) continue;
            yield return archive.IsClosing(session)
                ? new AuditFinding(
                    FindingKind.Closed, session, null, "The provider had no bars on three days: the exchange was probably closed.")
                : new AuditFinding(FindingKind.MissingDay, session, null, "A session of the calendar is not stored.");
        }
    }

    private IEnumerable<AuditFinding> FindingsOf(DayReport day)
    {
        if (day.State == DayState.Preliminary && clock.Now >= clock.SettledAt(day.Day) && !day.IsImported)
            yield return new AuditFinding(FindingKind.PreliminaryDay, day.Day, null, "Fetched before the provider's last revision.");
        if (!archive.IsPlausible(day.Day))
        {
            yield return new AuditFinding(
                FindingKind.FewSymbols, day.Day, null,
                $"{day.Symbols} symbols, {day.Traded} of them traded: far fewer than its neighbours.");
        }
        if (day.LeftOut > 0)
            yield return new AuditFinding(FindingKind.RowsLeftOut, day.Day, null, $"{day.LeftOut} rows of the response were dropped.");
    }

    private static IEnumerable<AuditFinding> Stopped(DayReport[] days, Dictionary<Symbol, Last> last)
    {
        if (days.Length <= SessionsUntilStopped) yield break;
        var limit = days[^SessionsUntilStopped].Day;
        foreach (var (symbol, newest) in last.Where(entry => entry.Value.Day < limit).OrderBy(entry => entry.Key))
            yield return new AuditFinding(FindingKind.Stopped, newest.Day, symbol, "The last bar of the symbol.");
    }

    private void Compare(MarketDay day, Dictionary<Symbol, Last> last, List<AuditFinding> findings)
    {
        for (var i = 0; i < day.Count; i++)
        {
            var symbol = day.Symbols[i];
            var values = day.ValuesAt(i);
            if (last.TryGetValue(symbol, out var before) && FindingOf(symbol, before, day.Date, values[0]) is { } finding)
                findings.Add(finding);
            last[symbol] = new Last(day.Date, values[3]);
        }
    }

    private AuditFinding? FindingOf(Symbol symbol, Last before, DateOnly day, double open)
    {
        var ratio = 1.0;
        foreach (var known in archive.Splits.Of(symbol))
        {
            if (known.Split.ExecutionDate > before.Day && known.Split.ExecutionDate <= day) ratio *= known.Split.Ratio;
        }
        var gap = open / before.Close;
        var (raw, adjusted) = (Math.Abs(Math.Log(gap)), Math.Abs(Math.Log(gap * ratio)));
        if (Math.Abs(Math.Log(ratio)) > LeastSplit && raw < Fits && adjusted > Fits)
        {
            return new AuditFinding(
                FindingKind.SplitWithoutJump, day, symbol, $"A split of {ratio:0.####} for 1 is listed, but the price did not follow.");
        }
        if (!PriceGap.IsJump(before.Close, open * ratio)) return null;
        return new AuditFinding(
            FindingKind.Jump, day, symbol, $"The price changed from {before.Close:0.####} to {open:0.####} without a known split.");
    }
}
