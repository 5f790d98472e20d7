using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Polygon;

/// <summary>
/// Splits and dividends: from the endpoints of 2025, and from the deprecated ones where a server or a plan lacks those. The client
/// remembers for its lifetime which of them works.
/// </summary>
internal sealed class CorporateActions(ReferencePages pages, ILogger logger)
{
    private const int Limit = 5_000;
    private const int OldLimit = 1_000;

    /// <summary>A larger ratio, in either direction, has never occurred.</summary>
    private const double MaxSplitRatio = 100_000;

    private readonly Endpoint<SplitRow> _splits = new(
        "splits", "execution_date", "/stocks/v1/splits", "/v3/reference/splits", PolygonJson.Default.ReferencePageSplitRow);

    private readonly Endpoint<DividendRow> _dividends = new(
        "dividends", "ex_dividend_date", "/stocks/v1/dividends", "/v3/reference/dividends", PolygonJson.Default.ReferencePageDividendRow);

    /// <summary>
    /// The splits executed in a span of days, both included, by date and symbol. Contradictory records of one symbol and day are all
    /// returned; the one whose ratio agrees with its type is the last.
    /// </summary>
    public async Task<PolygonAnswer<IReadOnlyList<Split>>> GetSplitsAsync(DateOnly from, DateOnly? to, CancellationToken cancellationToken)
    {
        var (rows, requests) = await FetchAsync(_splits, from, to, cancellationToken).ConfigureAwait(false);
        var until = to ?? DateOnly.MaxValue;
        var found = new List<(Split Split, bool Agrees)>(rows.Count);
        foreach (var row in rows)
        {
            if (ToSplit(row) is not { } split) continue;
            if (split.ExecutionDate < from || split.ExecutionDate > until) continue;
            found.Add((split, AgreesWithType(split.Ratio, row!.AdjustmentType)));
        }
        var unusable = rows.Count(row => ToSplit(row) is null);
        if (unusable > 0) logger.RowsLeftOut(unusable, _splits.What, "ticker, date or ratio cannot be used");
        Split[] splits =
        [
            .. found.OrderBy(record => record.Split.ExecutionDate).ThenBy(record => record.Split.Symbol).ThenBy(record => record.Agrees)
                .Select(record => record.Split).Distinct(),
        ];
        return new PolygonAnswer<IReadOnlyList<Split>>(splits, requests);
    }

    /// <summary>The dividends with an ex-date in a span of days, both included, in US dollars, by date and symbol.</summary>
    public async Task<PolygonAnswer<IReadOnlyList<Dividend>>> GetDividendsAsync(
        DateOnly from, DateOnly? to, CancellationToken cancellationToken)
    {
        var (rows, requests) = await FetchAsync(_dividends, from, to, cancellationToken).ConfigureAwait(false);
        var until = to ?? DateOnly.MaxValue;
        // A company may pay an ordinary and a special dividend on one day: equal amounts are a repetition, different ones are two payments.
        var usable = rows.Select(ToDividend).OfType<Dividend>().ToArray();
        if (usable.Length < rows.Count)
            logger.RowsLeftOut(rows.Count - usable.Length, _dividends.What, "ticker, date, amount or currency cannot be used");
        Dividend[] dividends =
        [
            .. usable.Where(dividend => dividend.ExDate >= from && dividend.ExDate <= until).Distinct()
                .OrderBy(dividend => dividend.ExDate).ThenBy(dividend => dividend.Symbol),
        ];
        return new PolygonAnswer<IReadOnlyList<Dividend>>(dividends, requests);
    }

    private async Task<(List<T?> Rows, int Requests)> FetchAsync<T>(
        Endpoint<T> endpoint, DateOnly from, DateOnly? to, CancellationToken cancellationToken)
        where T : class
    {
        var count = new RequestCount();
        if (!endpoint.IsOld)
        {
            if (await TryNewAsync(endpoint, from, to, count, cancellationToken).ConfigureAwait(false) is { } rows)
                return (rows, count.Made);
            endpoint.IsOld = true;
            logger.FellBack(endpoint.What, endpoint.New, endpoint.Old);
        }
        var old = new List<T?>();
        var path = $"{endpoint.Old}?{Span(endpoint, from, to)}&limit={OldLimit}";
        if (!await pages.FetchAsync(path, endpoint.What, endpoint.Type, Adder(old), count, cancellationToken).ConfigureAwait(false))
        {
            throw new PriceSourceException(
                PriceSourceFailure.BadData,
                $"The provider returned no {endpoint.What}: neither {endpoint.New} nor {endpoint.Old} exists (404); check the address.",
                count.Made);
        }
        return (old, count.Made);
    }

    /// <returns><c>null</c> when the server or the plan does not have the endpoint.</returns>
    private async Task<List<T?>?> TryNewAsync<T>(
        Endpoint<T> endpoint, DateOnly from, DateOnly? to, RequestCount count, CancellationToken cancellationToken)
        where T : class
    {
        var rows = new List<T?>();
        var path = $"{endpoint.New}?{Span(endpoint, from, to)}&limit={Limit}&sort={endpoint.DateField}.asc";
        try
        {
            var exists = await pages.FetchAsync(path, endpoint.What, endpoint.Type, Adder(rows), count, cancellationToken)
                .ConfigureAwait(false);
            return exists ? rows : null;
        }
        catch (PriceSourceException problem) when (problem.Failure == PriceSourceFailure.Forbidden)
        {
            return null;
        }
    }

    private static string Span<T>(Endpoint<T> endpoint, DateOnly from, DateOnly? to)
    {
        var upTo = to is { } last ? $"&{endpoint.DateField}.lte={ReferencePages.Iso(last)}" : "";
        return $"{endpoint.DateField}.gte={ReferencePages.Iso(from)}{upTo}";
    }

    /// <summary>Collects rows; a page that only repeats rows of earlier pages does not advance.</summary>
    private static Func<T?, bool> Adder<T>(List<T?> rows)
        where T : class
    {
        var seen = new HashSet<T?>();
        return row =>
        {
            rows.Add(row);
            return seen.Add(row);
        };
    }

    private static Split? ToSplit(SplitRow? row) =>
        row is { SplitFrom: > 0 and var from, SplitTo: > 0 and var to }
        && Symbol.TryParse(row.Ticker, out var symbol)
        && ReferencePages.TryParseIso(row.ExecutionDate, out var day)
        && to / from is >= 1 / MaxSplitRatio and <= MaxSplitRatio and var ratio
            ? new Split(symbol, day, ratio)
            : null;

    private static bool AgreesWithType(double ratio, string? type) => type switch
    {
        "reverse_split" => ratio < 1,
        "forward_split" or "stock_dividend" => ratio > 1,
        _ => true,
    };

    private static Dividend? ToDividend(DividendRow? row) =>
        row is { CashAmount: { } amount, Currency: null or "USD" or "usd" }
        && Dividend.IsPossible(amount)
        && Symbol.TryParse(row.Ticker, out var symbol)
        && ReferencePages.TryParseIso(row.ExDividendDate, out var day)
            ? new Dividend(symbol, day, amount)
            : null;

    /// <summary>The endpoints of a kind of corporate actions.</summary>
    private sealed class Endpoint<T>(string what, string dateField, string newPath, string oldPath, JsonTypeInfo<ReferencePage<T>> type)
    {
        private volatile bool _isOld;

        public string What => what;

        public string DateField => dateField;

        public string New => newPath;

        public string Old => oldPath;

        public JsonTypeInfo<ReferencePage<T>> Type => type;

        /// <summary>Whether the new endpoint was refused.</summary>
        public bool IsOld
        {
            get => _isOld;
            set => _isOld = value;
        }
    }
}
